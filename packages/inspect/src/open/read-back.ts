import {
  type BuildRecord,
  type BytePath,
  ContentStore,
  DEFAULT_TEMPORARY_DIRECTORY,
  type Host,
  type InspectContext,
} from '@supermin/core';
import { attribute, type Subject } from '../model/subject.ts';
import { findPackages } from './find-packages.ts';
import { inspectContext } from './inspect-context.ts';
import type { RootContext } from './open-root.ts';
import type { Recognized } from './recognize.ts';

export interface ReadBackOptions extends RootContext {
  /** Where packages are looked up that the output has no database of. */
  host: Host;
  /** Existing directory for what has to be unpacked. Default: `/var/tmp`. */
  temporaryDirectory?: BytePath | undefined;
}

/**
 * What is in an output, once it has been read, and whose its files are.
 *
 * @param path as it was named
 * @param read its contents; undefined for what is no output
 */
export async function readBack(
  path: BytePath,
  options: ReadBackOptions & { record: BuildRecord | undefined },
  read: (context: InspectContext) => Promise<Recognized | undefined>,
): Promise<Subject | undefined> {
  const store = new ContentStore(options.temporaryDirectory ?? DEFAULT_TEMPORARY_DIRECTORY);
  try {
    const found = await read(inspectContext(options, store));
    if (found === undefined) {
      store.close();
      return undefined;
    }
    const { contents, format } = found;
    const packages = await findPackages({ ...options, contents, name: path });
    const problems = attribute(contents.tree, packages.contents);
    return {
      ...{ kind: 'output', names: [path], format, contents },
      ...{ packages: packages.packages, release: packages.release },
      notes: [...packages.notes, ...problems],
      close: () => store.close(),
    };
  } catch (error) {
    store.close();
    throw error;
  }
}
