import { displayPath, firstFew, SuperminError } from '@supermin/core';
import { TAMPERED } from '@supermin/core/backend';

const NAMED = 8;

export function nameAmbiguous(name: string, providers: readonly string[]): SuperminError {
  const text = `${displayPath(name)} is a virtual package, which several packages provide`;
  return new SuperminError('PACKAGES_MISSING', text, {
    hint: `choose one: ${firstFew(providers, NAMED)}`,
  });
}

export function versionUnknown(
  name: string,
  version: string,
  versions: readonly string[],
): SuperminError {
  const text = `package ${name} is not in the repositories in version ${displayPath(version)}`;
  return new SuperminError('PACKAGES_MISSING', text, {
    hint: `there is ${firstFew(versions, NAMED)}`,
  });
}

/** @param chains what stands against each package that was asked for */
export function unsatisfiable(chains: readonly string[]): SuperminError {
  const text = `these packages cannot be installed together: ${firstFew(chains, NAMED, '. ')}`;
  return new SuperminError('PACKAGES_UNSATISFIABLE', text, {
    hint: 'leave one of them out, or choose another alternative by naming it first',
  });
}

const SOURCES_HINT = "lines begin with 'deb', or paragraphs with 'Types: deb': see sources.list(5)";

export function sourcesEmpty(where: string): SuperminError {
  return new SuperminError('FROM_FILE', `${where}: no sources of binary packages`, {
    hint: SOURCES_HINT,
  });
}

export function sourcesDamaged(where: string, problem: string): SuperminError {
  return new SuperminError('FROM_FILE', `${where}: ${problem}`, { hint: SOURCES_HINT });
}

/** @param near a release of the distribution that is nearly called so */
export function releaseMissing(
  address: string,
  near: string | undefined,
  cause: unknown,
): SuperminError {
  return new SuperminError('DOWNLOAD_MISSING', `${address}: there is no such release there`, {
    hint:
      near === undefined
        ? 'check its name, or choose another mirror with --mirror'
        : `did you mean ${near}?`,
    cause,
  });
}

export function releaseDamaged(address: string): SuperminError {
  return new SuperminError(
    'RELEASE_DAMAGED',
    `${address}: the Release file is truncated or corrupt`,
    {
      hint: TAMPERED,
    },
  );
}

export function releaseOther(address: string, found: string): SuperminError {
  const text = `${address}: the mirror has the Release file of another suite there, ${found}`;
  return new SuperminError('RELEASE_OTHER', text, { hint: TAMPERED });
}

export function releaseExpired(address: string, until: Date): SuperminError {
  const text = `${address}: the index expired on ${until.toISOString().slice(0, 10)}`;
  return new SuperminError('RELEASE_EXPIRED', text, {
    hint: "the mirror is out of date, or this machine's clock is wrong; for the past, use @SNAPSHOT",
  });
}

export function indexMissing(
  address: string,
  component: string,
  arch: string,
  known: readonly string[],
): SuperminError {
  const text = `${address}: there are no packages of ${component} for ${arch}`;
  return new SuperminError('INDEX_MISSING', text, {
    hint:
      known.length === 0
        ? 'check the component and --arch'
        : `check --arch: there is ${known.join(', ')}`,
  });
}

/** What `--from` takes here. */
export const FROM_HINT =
  'write debian:RELEASE (bookworm, trixie, ..., not a number), debian:RELEASE@20260101T000000Z, the path of a .sources or .list file, or host';

/** Where no name is like the one that was asked for. */
export const NAME_HINT = 'check the name, and the components and suites';

/** What the file of `--from` should be. */
export const FILE_HINT = 'specify a file of apt, as in /etc/apt/sources.list.d';
