import { closeSync, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { Script } from 'node:vm';
import type { BytePath } from '@supermin/core';
import { CodeCache } from './code-cache.ts';
import { lateRequire } from './late-require.ts';

/** A bundle that has been run. */
export interface Loaded<T> {
  exports: T;
  /** It came compiled: there is nothing to remember. */
  known: boolean;
  /** Keeps what V8 has compiled by now, for the next time; nothing, if that is kept already. */
  remember(): void;
}

/** What a bundle is loaded for, and with. */
export interface BundleContext {
  job: string;
  /** Finds the user's; where there is none, nothing is remembered. */
  cacheDirectory: () => BytePath | undefined;
  /** Loads Node's modules, for it is all that a bundle requires. */
  require: NodeJS.Require;
}

/**
 * Runs a CommonJS file, with the code that V8 compiled the last time for such a job: functions are compiled when they are first
 * called, so it depends on the job which those are.
 *
 * @param file holds nothing but ASCII
 */
export function loadBundle<T>(
  file: string,
  { job, cacheDirectory, require }: BundleContext,
): Loaded<T> {
  const { source, stats } = readSource(file);
  const cache = openCache(`${job}-${identity(stats)}`, cacheDirectory);
  const cachedData = cache?.read();
  const script = new Script(
    `(function (exports, require, module, __filename, __dirname, importOutside) {${source}\n})`,
    {
      filename: file,
      cachedData,
    },
  );
  const module = { exports: {} as T };
  script.runInThisContext()(
    module.exports,
    lateRequire(require),
    module,
    file,
    dirname(file),
    importOutside,
  );
  const known = cachedData !== undefined && script.cachedDataRejected === false;
  return {
    exports: module.exports,
    known,
    remember: () => {
      if (!known) cache?.write(script.createCachedData());
    },
  };
}

/** In code that came compiled V8 has forgotten who is to be asked for an `import()`. */
function importOutside(url: string): Promise<unknown> {
  return import(url);
}

function readSource(file: string): { source: string; stats: Stats } {
  const descriptor = openSync(file, 'r');
  try {
    return { source: readFileSync(descriptor, 'latin1'), stats: fstatSync(descriptor) };
  } finally {
    closeSync(descriptor);
  }
}

/** Of Node and of the bundle. V8 itself looks at the length of the source and no more; a time of change cannot be set by hand. */
function identity({ dev, ino, size, ctimeMs }: Stats): string {
  const { version, arch, versions } = process;
  return [version, arch, versions.v8, dev, ino, size, ctimeMs].join('-');
}

/** Not with options for Node or V8, which may change what is compiled, nor where coverage is counted, nor against the user's will. */
function openCache(
  name: string,
  cacheDirectory: () => BytePath | undefined,
): CodeCache | undefined {
  const { NODE_OPTIONS, NODE_V8_COVERAGE, NODE_DISABLE_COMPILE_CACHE } = process.env;
  if (NODE_OPTIONS || NODE_V8_COVERAGE || NODE_DISABLE_COMPILE_CACHE) return undefined;
  if (process.execArgv.length > 0) return undefined;
  const cache = cacheDirectory();
  return cache === undefined ? undefined : new CodeCache(cache, name);
}
