import { pathToFileURL } from 'node:url';
import { nearestName } from '../errors/nearest.ts';
import { SuperminError } from '../errors/supermin-error.ts';
import { thrownText } from '../errors/thrown-text.ts';
import { throwIfOutOfFiles } from '../errors/write-failure.ts';
import type { Host } from '../host/host.ts';
import { readOsRelease } from '../host/os-release.ts';
import { blaming } from './blame.ts';
import type { Backend, Writer } from './contract.ts';
import { type Detection, detectBackend, withFamily } from './detect.ts';
import {
  type Discovery,
  entryPath,
  type FoundPlugin,
  type RejectedPlugin,
  rejection,
} from './discover.ts';
import type { FoundBackend, FoundWriter } from './found.ts';
import { installHint } from './install-hint.ts';
import { formatMeant, type KnownPlugin, knownBackend, knownWriter } from './known-plugin.ts';
import { packageFileHint } from './package-file-hint.ts';
import { byPrecedence } from './precedence.ts';
import { repositoryBackend } from './repository-backend.ts';
import { requireMethods } from './required-methods.ts';
import { backendWithOptions, writerWithOptions } from './with-options.ts';

/** Tells what is wrong with a plugin's files, if anything is. */
export type PluginCheck = (plugin: FoundPlugin) => SuperminError | undefined;

/** Imports a module of a plugin, given the real path of its file. */
export type PluginImport = (plugin: FoundPlugin, file: string) => Promise<unknown>;

export interface RegistryOptions {
  /** What is still to be checked of a plugin, once; default: nothing, as after `discoverPlugins`. */
  check?: PluginCheck;
  /** For a program that has the code of plugins in memory already, or elsewhere; default: an import. */
  importModule?: PluginImport;
  /** Plugins that a hint may name although they are not installed; default: none. */
  known?: readonly KnownPlugin[];
}

/**
 * What was discovered, and the door through which a plugin's code comes in when it is chosen.
 *
 * A plugin's files are looked at when something depends on them: when it claims what is asked for, or is listed.
 */
export class Registry {
  readonly #found: Discovery;
  readonly #check: PluginCheck;
  readonly #import: PluginImport;
  readonly #known: readonly KnownPlugin[];
  readonly #verdicts = new Map<FoundPlugin, SuperminError | undefined>();

  /** @param found all plugins whose manifests can be read, as `readManifests` or `discoverPlugins` finds them */
  constructor(found: Discovery, options: RegistryOptions = {}) {
    this.#found = found;
    this.#check = options.check ?? (() => undefined);
    this.#import = options.importModule ?? importFile;
    this.#known = options.known ?? [];
  }

  /** All plugins that can be used, and all that cannot. */
  get discovery(): Discovery {
    const { plugins, rejected } = this.#found;
    const broken = plugins.flatMap((plugin) => {
      const error = this.#verdict(plugin);
      return error === undefined ? [] : [rejection(plugin, error)];
    });
    return {
      plugins: plugins.filter((plugin) => this.#verdict(plugin) === undefined),
      rejected: [...rejected, ...broken],
    };
  }

  /** All plugins whose manifests could be read, usable or not. */
  get candidates(): readonly FoundPlugin[] {
    return this.#found.plugins;
  }

  /** Candidates that turned out to be no plugins as far as manifests tell. */
  get unreadable(): readonly RejectedPlugin[] {
    return this.#found.rejected;
  }

  get rejected(): readonly RejectedPlugin[] {
    return this.discovery.rejected;
  }

  get backends(): readonly FoundBackend[] {
    return this.#claimedBackends().filter(this.#isSound);
  }

  get writers(): readonly FoundWriter[] {
    return this.#claimedWriters().filter(this.#isSound);
  }

  /**
   * The backend of this name, or else the one for the host root's package manager: see `detectBackend`.
   *
   * @throws SuperminError `BACKEND_MISSING`, `BACKEND_AMBIGUOUS`, and what `detectBackend` throws
   */
  detect(host: Host, name?: string): Detection {
    if (name !== undefined) return withFamily(this.backend(name), readOsRelease(host));
    return detectBackend(this.#claimedBackends(), host, {
      isSound: this.#isSound,
      known: this.#known,
    });
  }

  /**
   * The backend for a word of `--from`: see `repositoryBackend`.
   *
   * @param host this machine, for `host`
   * @throws SuperminError `FROM_UNKNOWN`, `BACKEND_*`
   */
  repository(from: string, host: Host, name?: string): Detection {
    if (from === 'host' || name !== undefined) return this.detect(host, name);
    return repositoryBackend(this.backends, from);
  }

  /**
   * The writer for `-f FORMAT`: its package, else its name, else an alias; among plugins as `byPrecedence` has them.
   *
   * @throws SuperminError `WRITER_MISSING`, `WRITER_AMBIGUOUS`
   */
  writer(format: string): FoundWriter {
    const found = matches(this.#claimedWriters(), this.#isSound, format, [
      ({ manifest }) => [manifest.name],
      ({ manifest }) => manifest.aliases,
    ]);
    if (found.length === 1) return found[0]!;
    if (found.length > 1) throw ambiguous('WRITER_AMBIGUOUS', `format '${format}'`, '-f', found);
    throw new SuperminError(
      'WRITER_MISSING',
      `unknown --format option (${format}): no installed plugin writes it`,
      { hint: this.#missingHint(format, 'writer', this.writers) },
    );
  }

  /** @throws SuperminError `BACKEND_MISSING`, `BACKEND_AMBIGUOUS` */
  backend(name: string): FoundBackend {
    const found = matches(this.#claimedBackends(), this.#isSound, name, [
      ({ manifest }) => [manifest.name],
    ]);
    if (found.length === 1) return found[0]!;
    if (found.length > 1)
      throw ambiguous('BACKEND_AMBIGUOUS', `backend '${name}'`, '--backend', found);
    throw new SuperminError(
      'BACKEND_MISSING',
      `no installed plugin reads the package manager '${name}'`,
      {
        hint: this.#missingHint(name, 'backend', this.backends),
      },
    );
  }

  /** What to do about names of packages that are not installed, if they are names of package files: see `packageFileHint`. */
  packageFileHint(names: readonly string[], chosen: FoundBackend): string | undefined {
    return packageFileHint(names, chosen, { backends: this.backends, known: this.#known });
  }

  /** The plugin's code, given its options as its manifest has them: checked, with defaults. */
  async loadWriter({ plugin, manifest }: FoundWriter): Promise<Writer> {
    const writer = await this.#load(plugin, manifest.module, 'writer');
    const identity = `${plugin.name}@${plugin.version}`;
    return writerWithOptions(blaming(plugin.name, writer as Writer), manifest, identity);
  }

  /** See `loadWriter`. */
  async loadBackend({ plugin, manifest }: FoundBackend): Promise<Backend> {
    const backend = await this.#load(plugin, manifest.module, 'backend');
    return backendWithOptions(blaming(plugin.name, backend as Backend), manifest);
  }

  async #load(plugin: FoundPlugin, module: string, kind: 'backend' | 'writer'): Promise<unknown> {
    const path = entryPath(plugin.directory, module);
    let exports: Record<string, unknown>;
    try {
      exports = (await this.#import(plugin, path)) as Record<string, unknown>;
    } catch (error) {
      throwIfOutOfFiles(error, path);
      throw new SuperminError(
        'PLUGIN_IMPORT',
        `the plugin ${plugin.name} cannot be loaded: ${thrownText(error)}`,
        { hint: 'reinstall it, or report the bug to its authors', cause: error },
      );
    }
    return requireMethods(plugin.name, kind, exports[kind]);
  }

  #claimedBackends(): FoundBackend[] {
    return this.#found.plugins.flatMap((plugin) =>
      plugin.manifest.backends.map((manifest) => ({ plugin, manifest })),
    );
  }

  #claimedWriters(): FoundWriter[] {
    return this.#found.plugins.flatMap((plugin) =>
      plugin.manifest.writers.map((manifest) => ({ plugin, manifest })),
    );
  }

  readonly #isSound = ({ plugin }: { plugin: FoundPlugin }) => this.#verdict(plugin) === undefined;

  #verdict(plugin: FoundPlugin): SuperminError | undefined {
    if (!this.#verdicts.has(plugin)) this.#verdicts.set(plugin, this.#check(plugin));
    return this.#verdicts.get(plugin);
  }

  #missingHint(
    name: string,
    kind: 'backend' | 'writer',
    present: readonly { manifest: { name: string; aliases?: string[] } }[],
  ): string {
    const known =
      kind === 'writer' ? knownWriter(this.#known, name) : knownBackend(this.#known, name);
    const { rejected } = this;
    const isMeant = (plugin: RejectedPlugin) =>
      plugin.name === known ||
      plugin.name.endsWith(`supermin-${kind}-${name}`) ||
      claims(plugin.manifest?.[`${kind}s`] ?? [], name);
    const broken = rejected.find(isMeant);
    if (broken !== undefined) return `${broken.name} is installed, but ${broken.error.message}`;
    if (known !== undefined) return installHint(known);
    const names = present.flatMap(({ manifest }) => [manifest.name, ...(manifest.aliases ?? [])]);
    const meant = kind === 'writer' ? formatMeant(this.#known, name.toLowerCase()) : undefined;
    const near = names.find((each) => each === meant) ?? nearestName(name, names);
    if (near !== undefined) return `did you mean '${near}'?`;
    const installed = present.map(({ manifest }) => manifest.name).join(', ') || 'none';
    return `installed: ${installed}; 'supermin plugins' lists what was found, and rejected plugins with reasons`;
  }
}

/**
 * The sound candidates of the package that is called so; else those that go by that name, from the first group of
 * `byPrecedence` that has any, and there by the first of the names: an alias takes no name away.
 */
function matches<T extends { plugin: FoundPlugin }>(
  candidates: readonly T[],
  isSound: (item: T) => boolean,
  wanted: string,
  names: ((item: T) => readonly string[])[],
): readonly T[] {
  const ofPackage = candidates.filter((item) => item.plugin.name === wanted && isSound(item));
  if (ofPackage.length > 0) return ofPackage;
  for (const group of byPrecedence(candidates)) {
    for (const namesOf of names) {
      const found = group.filter((item) => namesOf(item).includes(wanted) && isSound(item));
      if (found.length > 0) return found;
    }
  }
  return [];
}

function claims(
  manifests: readonly { name: string; aliases?: readonly string[] }[],
  wanted: string,
): boolean {
  return manifests.some(({ name, aliases = [] }) => name === wanted || aliases.includes(wanted));
}

function importFile(_: FoundPlugin, file: string): Promise<unknown> {
  return import(pathToFileURL(file).href);
}

function ambiguous(
  code: string,
  what: string,
  option: string,
  found: readonly { plugin: FoundPlugin }[],
): SuperminError {
  const packages = found.map(({ plugin }) => plugin.name);
  return new SuperminError(code, `the ${what} is claimed by ${packages.join(' and ')}`, {
    hint: `choose a package: ${packages.map((name) => `${option} ${name}`).join(' or ')}`,
  });
}
