import { SuperminError } from '../errors/supermin-error.ts';
import type { ConfiguredPath } from './configured-path.ts';
import { CONTRACT_VERSION } from './contract.ts';
import { bad, list, name, names, record, text } from './manifest-fields.ts';
import type { OptionManifest } from './option-manifest.ts';
import { parseOptions } from './parse-options.ts';

/** A group of distributions that share a package manager: one line of `--list-drivers`. */
export interface FamilyManifest {
  /** `distro/manager`: `debian/dpkg`. */
  name: string;
  /** Values of ID and ID_LIKE in os-release(5). */
  ids: string[];
}

export interface BackendManifest {
  name: string;
  /** The ES module, relative to the package, that exports `backend`. */
  module: string;
  /** The first one stands for distributions that no `ids` name. */
  families: FamilyManifest[];
  /** Paths under a root whose presence identifies the package manager, or where a configuration file names such a path. */
  databases: (string | ConfiguredPath)[];
  options: OptionManifest[];
  /** Distributions whose repositories it knows, as `--from DISTRO:RELEASE` names them; absent: it has no `repository`. */
  distributions?: string[] | undefined;
  /** Endings of files in which its package manager lists repositories: `.sources`. */
  sourceFiles?: string[] | undefined;
  /** Endings of the files that its package manager installs from: `.deb`. For hints only. */
  packageFiles?: string[] | undefined;
}

export interface WriterManifest {
  name: string;
  aliases: string[];
  /** The ES module, relative to the package, that exports `writer`. */
  module: string;
  description: string;
  options: OptionManifest[];
  /** Which of the command's options about a kernel it makes use of; absent: all. The command refuses the others. */
  kernelOptions?: string[];
  /** It has `stream()`: it can write to standard output. */
  stream?: boolean;
  /**
   * It has `inspect()`: the names of files that each of its outputs has, by which one is recognized; none for a format that
   * is a directory tree.
   */
  inspect?: string[] | undefined;
}

/** The `supermin` field of a plugin's package.json. */
export interface PluginManifest {
  contract: number;
  backends: BackendManifest[];
  writers: WriterManifest[];
}

/**
 * Checks the `supermin` field of a package.json.
 *
 * @throws SuperminError `PLUGIN_MANIFEST`, `PLUGIN_CONTRACT`; the message is the reason, without the package's name
 */
export function parseManifest(value: unknown): PluginManifest {
  const manifest = record(value, 'supermin');
  if (manifest.contract !== CONTRACT_VERSION) {
    throw new SuperminError(
      'PLUGIN_CONTRACT',
      `it is written for version ${String(manifest.contract)} of the plugin contract, this is version ${CONTRACT_VERSION}`,
      { hint: 'install versions of supermin and of the plugin that fit together' },
    );
  }
  return {
    contract: CONTRACT_VERSION,
    backends: list(manifest.backends ?? [], 'backends').map(parseBackend),
    writers: list(manifest.writers ?? [], 'writers').map(parseWriter),
  };
}

function parseBackend(value: unknown): BackendManifest {
  const backend = record(value, 'backends');
  const families = list(backend.families, 'families').map(parseFamily);
  if (families.length === 0) throw bad('families', 'is empty');
  return {
    name: name(backend.name, 'name'),
    module: text(backend.module, 'module'),
    families,
    databases: list(backend.databases, 'databases').map(parseDatabase),
    options: parseOptions(backend.options),
    distributions: optionalTexts(backend.distributions, 'distributions'),
    sourceFiles: optionalTexts(backend.sourceFiles, 'sourceFiles'),
    packageFiles: optionalTexts(backend.packageFiles, 'packageFiles')?.map(ending),
  };
}

function optionalTexts(value: unknown, field: string): string[] | undefined {
  return value === undefined ? undefined : list(value, field).map((each) => text(each, field));
}

/** Any name ends with an empty text. */
function ending(value: string): string {
  if (!/^\../.test(value)) throw bad('packageFiles', `'${value}' is not an ending such as .deb`);
  return value;
}

function parseFamily(value: unknown): FamilyManifest {
  const family = record(value, 'families');
  return {
    name: text(family.name, 'families.name'),
    ids: list(family.ids ?? [], 'families.ids').map((id) => text(id, 'families.ids')),
  };
}

function parseWriter(value: unknown): WriterManifest {
  const writer = record(value, 'writers');
  return {
    name: name(writer.name, 'name'),
    aliases: names(writer.aliases ?? [], 'aliases'),
    module: text(writer.module, 'module'),
    description: text(writer.description ?? '', 'description'),
    options: parseOptions(writer.options),
    kernelOptions:
      writer.kernelOptions === undefined ? undefined : names(writer.kernelOptions, 'kernelOptions'),
    stream: writer.stream === true ? true : undefined,
    inspect: optionalTexts(writer.inspect, 'inspect'),
  };
}

/** A path, or where a configuration file names one. */
function parseDatabase(value: unknown): string | ConfiguredPath {
  if (typeof value !== 'object' || value === null) return absolutePath(value);
  const place = record(value, 'databases');
  const optional = (key: 'include' | 'append') =>
    place[key] === undefined ? undefined : text(place[key], `databases.${key}`);
  return {
    file: absolutePath(place.file),
    section: text(place.section, 'databases.section'),
    key: text(place.key, 'databases.key'),
    include: optional('include'),
    append: optional('append'),
  };
}

function absolutePath(value: unknown): string {
  const path = text(value, 'databases');
  if (!path.startsWith('/')) throw bad('databases', `'${path}' is not an absolute path`);
  return path;
}
