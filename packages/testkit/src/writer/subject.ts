import type { BytePath, OptionValue, Writer, WriterContext } from '@supermin/core';
import type { FileTree } from '@supermin/core/writer';
import type { Listing } from '../support/listing.ts';

/** What not every format can hold. */
export type Feature =
  | 'absolute links'
  | 'devices'
  | 'directory times'
  | 'fifos'
  | 'hard links'
  | 'holes'
  | 'odd names'
  | 'owners'
  | 'root directory'
  | 'sockets'
  | 'xattrs';

/** The writer that is tested, and how its output is read. */
export interface WriterSubject {
  writer: Writer;
  /** Directory of the plugin's package: its package.json is read. */
  package: string | URL;
  /**
   * Reads what was written: with a program that is not the plugin's own, or it says nothing. Usually unpacks `output` (the
   * directory that was written) into the empty directory `scratch` and returns `listDirectory(scratch)`.
   */
  read(output: string, scratch: string): Listing | Promise<Listing>;
  /** What the format, or `read`, cannot hold; default: nothing. */
  lacks?: readonly Feature[];
  /** Puts into every tree what the writer insists on (`/init`). */
  prepare?(tree: FileTree): void;
  /** True for paths that the writer adds to the tree (`/lost+found`, kernel modules). Default: none. */
  adds?(path: BytePath): boolean;
  /** The writers, by format, that it wraps with `context.writer()`. */
  wraps?: Readonly<Record<string, Writer>>;
  /** More of the context: a host with a kernel, options. `scratch` is for what they need. */
  context?(scratch: string): Partial<WriterContext>;
  /** Options with values that make no sense; each has to be refused. */
  refused?: readonly Readonly<Record<string, OptionValue>>[];
}

export function lacks(subject: WriterSubject, feature: Feature): boolean {
  return subject.lacks?.includes(feature) ?? false;
}
