import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** SHA-256 of the bundled packages' modules, by name; put in by the build. */
declare const BUNDLED_DIGESTS: Readonly<Record<string, string>>;

/** Given to the bundle by who loads it: see `code-cache/load-bundle.ts`. */
declare const importOutside: (url: string) => Promise<unknown>;

const DIGESTS = typeof BUNDLED_DIGESTS === 'undefined' ? {} : BUNDLED_DIGESTS;

/** Bundled modules by their names; see `modules.ts`. */
export type Modules = Readonly<Record<string, () => Promise<unknown>>>;

/**
 * Imports a package's module from where it is installed. Where that file is the very one that was bundled with the command,
 * the bundled one stands in for it: nothing is to be found, read, linked and compiled then.
 *
 * @param name of the package, as its package.json says
 * @param file real path of the module
 * @param bundled what stands in, and the digests of what it stands in for
 */
export function importInstalled(
  name: string,
  file: string,
  { modules, digests = DIGESTS }: { modules: Modules; digests?: typeof DIGESTS },
): Promise<unknown> {
  const module = modules[name];
  if (module !== undefined && digests[name] !== undefined && digest(file) === digests[name]) {
    return module();
  }
  const { href } = pathToFileURL(file);
  return typeof importOutside === 'undefined' ? import(href) : importOutside(href);
}

/** Imports a package that is installed beside the command; undefined if none is. */
export async function importOptional(name: string, modules: Modules): Promise<unknown> {
  const file = installedModule(name, fileURLToPath(import.meta.url));
  return file === undefined ? undefined : importInstalled(name, file, { modules });
}

/**
 * What an `import` of a package would find. A `require` looks at more: the directories in NODE_PATH, and some in the home.
 *
 * @param name with its scope: `@supermin/vm`, or a part of one: `@supermin/vm/named`
 * @param from the file that would import it
 */
export function installedModule(name: string, from: string): string | undefined {
  const [, ofPackage = name] = /^(@[^/]+\/[^/]+|[^@/][^/]*)/.exec(name) ?? [];
  for (let directory = dirname(from); ; directory = dirname(directory)) {
    const manifest = join(directory, 'node_modules', ofPackage, 'package.json');
    // Not `existsSync`: Node.js remembers stats, and after that of a pipe it resolves no links.
    if (statSync(manifest, { throwIfNoEntry: false }) !== undefined) {
      return createRequire(manifest).resolve(name);
    }
    if (directory === dirname(directory)) return undefined;
  }
}

function digest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
