import { type BytePath, displayPath, type Host, joinPath } from '@supermin/core';
import { DEFAULT_KEYS } from '../../database/locations.ts';
import { readConfiguration } from '../../download/read-configuration.ts';
import { configurationWrong } from '../../errors.ts';
import type { Section } from '../../format/configuration.ts';
import { sourcesEmpty } from '../errors.ts';
import { DEFAULT_LEVEL, parseSigLevel } from './sig-level.ts';
import type { Configuration, SigLevel, Source } from './source.ts';

/** In pacman's directory of keys: gpg has one of them, by its age. */
const KEYRINGS = ['pubring.gpg', 'pubring.kbx'];

/** Where there is no such directory, which `pacman-key --init` makes: what it would fill it with. */
const PACKAGED = ['/usr/share/pacman/keyrings', '/usr/share/keyrings'];
const PACKAGED_NAME = /^(archlinux|archlinuxarm|artix|manjaro|msys2)\.gpg$/;

/**
 * The repositories of a pacman.conf(5), in its order, with what it includes.
 *
 * @param arch for `$arch`, in the place of what the file says
 * @param machine this machine's architecture, for `auto`
 * @throws SuperminError `PACMAN_CONFIGURATION`, `FROM_FILE`
 */
export async function configuredSources(
  host: Host,
  path: BytePath,
  arch: string | undefined,
  machine: string,
): Promise<Configuration> {
  const sections = await readConfiguration(host, path);
  const values = (key: string) => valuesOf(options(sections), key);
  const words = (key: string) => values(key).flatMap((value) => value.split(/\s+/));
  const named = words('Architecture').map((name) => (name === 'auto' ? machine : name));
  const architectures = arch !== undefined ? [arch] : named.length > 0 ? named : [machine];
  const fault = (problem: string) => configurationWrong(displayPath(path), problem);
  const common = {
    ...{ arch: architectures[0]!, fault, level: sigLevel(options(sections), DEFAULT_LEVEL, fault) },
    keyrings: keyrings(host, values('GPGDir').at(-1)),
  };
  const sources = sections
    .filter((section) => section.name !== 'options' && isUsed(section))
    .map((section) => sourceOf(section, common));
  if (sources.length === 0) throw sourcesEmpty(displayPath(path));
  const ignored = { packages: words('IgnorePkg'), groups: words('IgnoreGroup') };
  return { sources, ignored, architectures };
}

interface Common {
  arch: string;
  level: SigLevel;
  keyrings: readonly BytePath[];
  fault: (problem: string) => Error;
}

function sourceOf({ name, settings }: Section, common: Common): Source {
  const { arch, level, keyrings, fault } = common;
  if (!/^[\w@.+-]+$/.test(name) || name.startsWith('.') || name === 'local') {
    throw fault(`no repository can be called [${displayPath(name)}]`);
  }
  const servers = valuesOf(settings, 'Server').map((server) =>
    server.replaceAll('$repo', name).replaceAll('$arch', arch).replace(/\/+$/, ''),
  );
  const [uri, ...mirrors] = servers;
  if (uri === undefined) throw fault(`the repository [${name}] has no Server`);
  const odd = servers.find((server) => !URL.canParse(server));
  if (odd !== undefined) throw fault(`'${displayPath(odd)}' is not a valid Server address`);
  return {
    name,
    uri,
    directory: '',
    mirrors,
    sigLevel: sigLevel(settings, level, fault),
    keyrings,
  };
}

/** Not one that is only searched. */
function isUsed({ settings }: Section): boolean {
  const usage = valuesOf(settings, 'Usage').flatMap((value) => value.split(/\s+/));
  return usage.length === 0 || ['All', 'Install', 'Upgrade'].some((word) => usage.includes(word));
}

function sigLevel(
  settings: Section['settings'],
  before: SigLevel,
  fault: (problem: string) => Error,
): SigLevel {
  return valuesOf(settings, 'SigLevel').reduce((level, value) => {
    const next = parseSigLevel(value, level);
    if (typeof next === 'string') throw fault(`'${displayPath(next)}' is not a SigLevel value`);
    return next;
  }, before);
}

function keyrings(host: Host, configured: string | undefined): BytePath[] {
  const directory = configured?.replace(/\/+$/, '') ?? DEFAULT_KEYS;
  const own = KEYRINGS.map((name) => joinPath(directory, name));
  if (configured !== undefined || own.some((path) => host.stat(path) !== undefined)) return own;
  return PACKAGED.flatMap((packaged) =>
    host.stat(packaged)?.type === 'directory'
      ? host
          .readdir(packaged)
          .filter((name) => PACKAGED_NAME.test(name))
          .map((name) => joinPath(packaged, name))
      : [],
  );
}

function options(sections: readonly Section[]): Section['settings'] {
  return sections.filter(({ name }) => name === 'options').flatMap(({ settings }) => settings);
}

function valuesOf(settings: Section['settings'], key: string): string[] {
  return settings.filter((setting) => setting.key === key).map(({ value }) => value);
}
