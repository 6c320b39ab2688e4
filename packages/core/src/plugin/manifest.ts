import { SuperminError } from '../errors/supermin-error.ts';
import type { ConfiguredPath } from './configured-path.ts';
import { CONTRACT_VERSION } from './contract.ts';

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
}

export interface OptionManifest {
  /** Without the dashes. */
  name: string;
  type: 'string' | 'boolean' | 'integer';
  default?: string | boolean | number;
  help: string;
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
  };
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
    options: list(writer.options ?? [], 'options').map(parseOption),
    ...(writer.kernelOptions === undefined
      ? {}
      : { kernelOptions: names(writer.kernelOptions, 'kernelOptions') }),
  };
}

function parseOption(value: unknown): OptionManifest {
  const option = record(value, 'options');
  const type = option.type;
  if (type !== 'string' && type !== 'boolean' && type !== 'integer') {
    throw bad('options.type', 'is not string, boolean or integer');
  }
  const fallback = option.default;
  if (fallback !== undefined && !fits(fallback, type))
    throw bad('options.default', `is not ${type}`);
  return {
    name: name(option.name, 'options.name'),
    type,
    help: text(option.help ?? '', 'options.help'),
    ...(fallback === undefined ? {} : { default: fallback }),
  };
}

function fits(value: unknown, type: OptionManifest['type']): value is string | boolean | number {
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}

function record(value: unknown, field: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw bad(field, 'is not an object');
  return value as Record<string, unknown>;
}

function list(value: unknown, field: string): unknown[] {
  if (!Array.isArray(value)) throw bad(field, 'is not a list');
  return value;
}

function text(value: unknown, field: string): string {
  if (typeof value !== 'string') throw bad(field, 'is not a string');
  return value;
}

/** A path, or where a configuration file names one. */
function parseDatabase(value: unknown): string | ConfiguredPath {
  if (typeof value !== 'object' || value === null) return absolutePath(value);
  const place = record(value, 'databases');
  const optional = (key: 'include' | 'append') =>
    place[key] === undefined ? {} : { [key]: text(place[key], `databases.${key}`) };
  return {
    file: absolutePath(place.file),
    section: text(place.section, 'databases.section'),
    key: text(place.key, 'databases.key'),
    ...optional('include'),
    ...optional('append'),
  };
}

function absolutePath(value: unknown): string {
  const path = text(value, 'databases');
  if (!path.startsWith('/')) throw bad('databases', `'${path}' is not an absolute path`);
  return path;
}

/** A name that is typed on a command line. */
function name(value: unknown, field: string): string {
  const string = text(value, field);
  if (!/^[a-z0-9][a-z0-9._-]*$/.test(string)) throw bad(field, `'${string}' is not a name`);
  return string;
}

function names(value: unknown, field: string): string[] {
  return list(value, field).map((entry) => name(entry, field));
}

function bad(field: string, what: string): SuperminError {
  return new SuperminError('PLUGIN_MANIFEST', `its manifest is wrong: ${field} ${what}`);
}
