import {
  type BytePath,
  ContentStore,
  DEFAULT_TEMPORARY_DIRECTORY,
  displayPath,
  type Host,
  recordOf,
} from '@supermin/core';
import { attribute, type Subject } from '../model/subject.ts';
import { findPackages } from './find-packages.ts';
import { inspectContext } from './inspect-context.ts';
import type { RootContext } from './open-root.ts';
import { recognize } from './recognize.ts';

export interface OpenOutputOptions extends RootContext {
  /** Where packages are looked up that the output has no database of. */
  host: Host;
  /** Default: it is recognized. */
  format?: string | undefined;
  /** Existing directory for what has to be unpacked. Default: `/var/tmp`. */
  temporaryDirectory?: BytePath | undefined;
}

/**
 * Reads an output back, and finds out which packages are in it.
 *
 * @param path an output directory, or an image
 * @returns undefined for what is no output of an installed writer
 */
export async function openOutput(
  path: BytePath,
  options: OpenOutputOptions,
): Promise<Subject | undefined> {
  const { registry, cacheDirectory } = options;
  const store = new ContentStore(options.temporaryDirectory ?? DEFAULT_TEMPORARY_DIRECTORY);
  try {
    const context = inspectContext(options, store);
    const record = cacheDirectory === undefined ? undefined : recordOf(path, cacheDirectory);
    const wanted = options.format ?? record?.facts['--format'];
    const found = await recognize(path, registry, context, wanted);
    if (found === undefined) {
      store.close();
      return undefined;
    }
    const { contents, format } = found;
    const name = displayPath(path);
    const {
      packages,
      contents: lists,
      release,
      notes,
    } = await findPackages({
      ...options,
      ...{ contents, record, name },
    });
    const problems = attribute(contents.tree, lists);
    return {
      ...{ kind: 'output', names: [path], format, contents, packages, release },
      notes: [...notes, ...problems],
      close: () => store.close(),
    };
  } catch (error) {
    store.close();
    throw error;
  }
}
