import type { IndexEntry } from './index-entry.ts';

/** To be raised when entries are kept in another way. */
export const LAYOUT = 1;

/** Neither can be in a line of an index: between fields, and between the items of one. */
const FIELD = '\x1f';
const ITEM = '\x1e';

/** Entries as they are kept: a line each, sorted as pacman sorts them. */
export function encodeEntries(entries: readonly IndexEntry[]): string {
  return entries.map(encodeEntry).join('\n');
}

function encodeEntry(entry: IndexEntry): string {
  const { name, version, arch, filename, size, sha256, signature } = entry;
  const { depends, provides, conflicts, groups } = entry;
  const lists = [depends, provides, conflicts, groups].map((list) => list.join(ITEM));
  return [name, version, arch, filename, size, sha256, signature, ...lists].join(FIELD);
}

export function decodeEntries(text: string): IndexEntry[] {
  return text === '' ? [] : text.split('\n').map(decodeEntry);
}

function decodeEntry(line: string): IndexEntry {
  const [name, version, arch, filename, size, sha256, signature, ...lists] = line.split(FIELD);
  const [depends, provides, conflicts, groups] = lists.map((list) =>
    list === '' ? [] : list.split(ITEM),
  );
  return {
    ...{ name: name!, version: version!, arch: arch!, filename: filename! },
    ...{ size: size!, sha256: sha256!, signature: signature! },
    ...{ depends: depends!, provides: provides!, conflicts: conflicts!, groups: groups! },
  };
}
