import { pathToFileURL } from 'node:url';
import { SuperminError } from '../errors/supermin-error.ts';
import type { Backend, Writer } from './contract.ts';
import { type Discovery, entryPath, type FoundPlugin, type RejectedPlugin } from './discover.ts';
import type { BackendManifest, WriterManifest } from './manifest.ts';

export interface FoundBackend {
  plugin: FoundPlugin;
  manifest: BackendManifest;
}

export interface FoundWriter {
  plugin: FoundPlugin;
  manifest: WriterManifest;
}

/** What was discovered, and the door through which a plugin's code comes in when it is chosen. */
export class Registry {
  readonly backends: readonly FoundBackend[];
  readonly writers: readonly FoundWriter[];
  readonly rejected: readonly RejectedPlugin[];

  constructor(readonly discovery: Discovery) {
    this.rejected = discovery.rejected;
    this.backends = discovery.plugins.flatMap((plugin) =>
      plugin.manifest.backends.map((manifest) => ({ plugin, manifest })),
    );
    this.writers = discovery.plugins.flatMap((plugin) =>
      plugin.manifest.writers.map((manifest) => ({ plugin, manifest })),
    );
  }

  /**
   * The writer for `-f FORMAT`: its name, else an alias (which must not take a name away), else its package.
   *
   * @throws SuperminError `WRITER_MISSING`, `WRITER_AMBIGUOUS`
   */
  writer(format: string): FoundWriter {
    const found = firstMatches(this.writers, [
      ({ manifest }) => manifest.name === format,
      ({ manifest }) => manifest.aliases.includes(format),
      ({ plugin }) => plugin.name === format,
    ]);
    if (found.length === 1) return found[0]!;
    if (found.length > 1) throw ambiguous('WRITER_AMBIGUOUS', `format '${format}'`, '-f', found);
    throw new SuperminError(
      'WRITER_MISSING',
      `unknown --format option (${format}): no installed plugin writes it`,
      { hint: this.#missingHint(`@supermin/writer-${format}`, this.writers) },
    );
  }

  /** @throws SuperminError `BACKEND_MISSING`, `BACKEND_AMBIGUOUS` */
  backend(name: string): FoundBackend {
    const found = firstMatches(this.backends, [
      ({ manifest }) => manifest.name === name,
      ({ plugin }) => plugin.name === name,
    ]);
    if (found.length === 1) return found[0]!;
    if (found.length > 1)
      throw ambiguous('BACKEND_AMBIGUOUS', `backend '${name}'`, '--backend', found);
    throw new SuperminError(
      'BACKEND_MISSING',
      `no installed plugin reads the package manager '${name}'`,
      {
        hint: this.#missingHint(`@supermin/backend-${name}`, this.backends),
      },
    );
  }

  async loadWriter({ plugin, manifest }: FoundWriter): Promise<Writer> {
    return (await load(plugin, manifest.module, 'writer')) as Writer;
  }

  async loadBackend({ plugin, manifest }: FoundBackend): Promise<Backend> {
    return (await load(plugin, manifest.module, 'backend')) as Backend;
  }

  #missingHint(packageName: string, present: readonly { manifest: { name: string } }[]): string {
    const broken = this.rejected.find(({ name }) => name === packageName);
    if (broken !== undefined) return `${packageName} is installed, but ${broken.error.message}`;
    const names = present.map(({ manifest }) => manifest.name).join(', ') || 'none';
    return `installed: ${names}; for another one, 'npm install ${packageName}' beside the command`;
  }
}

/** What the first of the tests finds that finds anything. */
function firstMatches<T>(list: readonly T[], tests: ((item: T) => boolean)[]): T[] {
  return tests.map((test) => list.filter(test)).find((found) => found.length > 0) ?? [];
}

async function load(
  plugin: FoundPlugin,
  module: string,
  kind: 'backend' | 'writer',
): Promise<unknown> {
  const path = entryPath(plugin.directory, module);
  let exports: Record<string, unknown>;
  try {
    exports = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (error) {
    throw new SuperminError(
      'PLUGIN_IMPORT',
      `the plugin ${plugin.name} can't be loaded: ${(error as Error).message}`,
      { hint: 'install it again, or tell its authors', cause: error },
    );
  }
  if (typeof exports[kind] !== 'object' || exports[kind] === null) {
    throw new SuperminError('PLUGIN_IMPORT', `the plugin ${plugin.name} exports no '${kind}'`, {
      hint: 'tell its authors',
    });
  }
  return exports[kind];
}

function ambiguous(
  code: string,
  what: string,
  option: string,
  found: readonly { plugin: FoundPlugin }[],
): SuperminError {
  const packages = found.map(({ plugin }) => plugin.name).join(' and ');
  return new SuperminError(code, `the ${what} is claimed by ${packages}`, {
    hint: `name the package: ${option} ${found[0]!.plugin.name}`,
  });
}
