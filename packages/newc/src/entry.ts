/** The kinds of file that a cpio archive holds. */
export type EntryType =
  | 'file'
  | 'directory'
  | 'symlink'
  | 'character'
  | 'block'
  | 'fifo'
  | 'socket';

/** The type bits of `st_mode`, see inode(7). */
export const TYPE_BITS: Readonly<Record<EntryType, number>> = {
  file: 0o100000,
  directory: 0o040000,
  symlink: 0o120000,
  character: 0o020000,
  block: 0o060000,
  fifo: 0o010000,
  socket: 0o140000,
};

const TYPE_MASK = 0o170000;

const TYPES: ReadonlyMap<number, EntryType> = new Map(
  Object.entries(TYPE_BITS).map(([type, bits]) => [bits, type as EntryType]),
);

/** The type that `mode` holds, or undefined when it is none that Linux knows. */
export function entryType(mode: number): EntryType | undefined {
  return TYPES.get(mode & TYPE_MASK);
}
