import { type BytePath, type Host, shownPath } from '@supermin/core';
import type { Section, Setting } from '../format/configuration.ts';

/** What of a configuration tells where packages come from and whom to trust. Places of its own files it is told otherwise. */
const OPTIONS: ReadonlySet<string> = new Set([
  'Architecture',
  'SigLevel',
  'RemoteFileSigLevel',
  'DisableDownloadTimeout',
  'ParallelDownloads',
]);
const OF_REPOSITORIES: ReadonlySet<string> = new Set(['Server', 'CacheServer', 'SigLevel']);

export interface Origin {
  /** The root that the configuration belongs to. */
  host: Host;
  /** The architecture of its packages, for `Architecture = auto`. */
  arch: string;
}

/**
 * The part of a configuration that serves for downloading. For a root that is not the running system `file:` addresses are
 * those seen from inside, and its `XferCommand`, which may be any program, is not run here.
 */
export function privateConfiguration(sections: readonly Section[], origin: Origin): Section[] {
  const options = sections
    .filter(({ name }) => name === 'options')
    .flatMap(({ settings }) => settings)
    .filter(({ key }) => OPTIONS.has(key) || (key === 'XferCommand' && origin.host.root === '/'));
  const architectures = options
    .filter(({ key }) => key === 'Architecture')
    .flatMap(({ value }) => value.split(/\s+/))
    .map((name) => (name === 'auto' ? origin.arch : name));
  if (architectures.length === 0) architectures.push(origin.arch);
  const repositories = sections
    .filter(({ name }) => name !== 'options')
    .map(({ name, settings }) => ({
      name,
      settings: settings
        .filter(({ key }) => OF_REPOSITORIES.has(key))
        .map((setting) => fromOutside(setting, name, architectures[0]!, origin.host)),
    }));
  const others = options.filter(({ key }) => key !== 'Architecture');
  const architecture = { key: 'Architecture', value: architectures.join(' ') };
  return [{ name: 'options', settings: [architecture, ...others] }, ...repositories];
}

/** `file:///srv/repo` of a root by its path on this machine. */
function fromOutside(setting: Setting, repository: string, arch: string, host: Host): Setting {
  const path = /^file:\/\/(\/.*)$/.exec(setting.value)?.[1];
  if (path === undefined || host.root === '/') return setting;
  const expanded = path.replaceAll('$repo', repository).replaceAll('$arch', arch);
  return { key: setting.key, value: `file://${encode(shownPath(host, decode(expanded)))}` };
}

/** Percent-encoding of bytes, which URLs have and paths have not. */
function encode(path: BytePath): string {
  return path.replace(/[^A-Za-z0-9/._~+-]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}

function decode(path: string): BytePath {
  return path.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
