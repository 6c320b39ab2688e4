import { displayPath, type Host, joinPath, readOsRelease } from '@supermin/core';
import { fromUnknown, readable, readSourceFile } from '@supermin/core/backend';
import { baseArchitecture } from '../architecture.ts';
import { FILE_HINT, FROM_HINT, sourcesEmpty } from '../errors.ts';
import { parseReleaseName, releaseSources } from './distributions.ts';
import { parseRepoFile, type Variables } from './repo-file.ts';
import type { Source } from './source.ts';

/** Where dnf, and openSUSE's zypper, have their repositories. */
const DIRECTORIES = ['/etc/yum.repos.d', '/etc/zypp/repos.d'];
const VARIABLES = ['/etc/dnf/vars', '/etc/yum/vars'];

/**
 * Repositories that a word of `--from` means.
 *
 * @throws SuperminError `FROM_UNKNOWN`, `FROM_FILE`
 */
export function sourcesOf(from: string, host: Host, arch: string): Source[] {
  const variables = variablesOf(host, arch);
  if (from === 'host') {
    return nonEmpty(hostSources(host, variables), "this machine's dnf configuration");
  }
  if (from.startsWith('/')) {
    return nonEmpty(
      parseRepoFile(readSourceFile(host, from, FILE_HINT), variables),
      displayPath(from),
    );
  }
  const release = parseReleaseName(from);
  if (release === undefined) throw fromUnknown(from, FROM_HINT);
  return releaseSources(release, arch);
}

/** In the order in which dnf reads them. */
function hostSources(host: Host, variables: Variables): Source[] {
  return DIRECTORIES.flatMap((directory) => {
    const names = readable(() => host.readdir(directory)) ?? [];
    return names
      .filter((name) => name.endsWith('.repo'))
      .sort()
      .flatMap((name) => {
        const path = joinPath(directory, name);
        return parseRepoFile(readable(() => host.readFile(path).toString()) ?? '', variables);
      });
  });
}

/** Of this machine's release, where it is of such a distribution. */
function variablesOf(host: Host, arch: string): Variables {
  const variables: Record<string, string> = {
    arch,
    basearch: baseArchitecture(arch),
    ...releaseVersion(host),
  };
  for (const directory of VARIABLES) {
    for (const name of readable(() => host.readdir(directory)) ?? []) {
      const value = readable(() => host.readFile(joinPath(directory, name)).toString());
      if (value !== undefined) variables[name] = value.trim();
    }
  }
  return variables;
}

function releaseVersion(host: Host): Variables {
  const { versionId } = readOsRelease(host);
  return versionId === '' ? {} : { releasever: versionId };
}

function nonEmpty(sources: Source[], where: string): Source[] {
  if (sources.length === 0) throw sourcesEmpty(where);
  return sources;
}
