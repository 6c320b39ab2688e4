import type { Backend, Writer } from './contract.ts';
import { parseOptions } from './parse-options.ts';
import { backendWithOptions, writerWithOptions } from './with-options.ts';

/** A plugin object, or what fetches it when it is needed: an up-to-date output needs none. */
export type Lazy<T extends object> = T | (() => Promise<T>);

/** The writer; one that declares its options gets them checked, with defaults. @throws SuperminError `PLUGIN_MANIFEST` */
export async function loadWriter(lazy: Lazy<Writer>): Promise<Writer> {
  const writer = await load(lazy);
  const { name, options } = writer;
  if (options === undefined) return writer;
  return writerWithOptions(writer, { name, options: parseOptions(options) });
}

/** See `loadWriter`. */
export async function loadBackend(lazy: Lazy<Backend>): Promise<Backend> {
  const backend = await load(lazy);
  const { name, options } = backend;
  if (options === undefined) return backend;
  return backendWithOptions(backend, { name, options: parseOptions(options) });
}

function load<T extends object>(lazy: Lazy<T>): Promise<T> | T {
  return typeof lazy === 'function' ? lazy() : lazy;
}
