import { type EntryType, entryType } from '@supermin/newc';
import { numbersOf } from '../session/protocol.ts';

/** What a directory of a VM has. */
export interface FileEntry {
  /** A byte string without slashes. */
  name: string;
  type: EntryType;
  /** Permission bits with setuid, setgid and sticky. */
  mode: number;
  uid: number;
  gid: number;
  /** Seconds since the epoch. */
  mtime: number;
  size: number;
}

const FIXED = 28;

/** The guest's list, as far as it makes sense: mode, uid, gid, mtime, size low, high, length of the name; name. */
export function parseEntries(bytes: Buffer): FileEntry[] {
  const entries: FileEntry[] = [];
  for (let at = 0; at + FIXED <= bytes.length; ) {
    const [mode = 0, uid = 0, gid = 0, mtime = 0, low = 0, high = 0, length = 0] = numbersOf(
      bytes,
      at,
      7,
    );
    const end = at + FIXED + length;
    const type = entryType(mode);
    const name = bytes.toString('latin1', at + FIXED, Math.min(end, bytes.length));
    if (type === undefined || end > bytes.length || !isName(name)) break;
    entries.push({ name, type, mode: mode & 0o7777, uid, gid, mtime, size: low + high * 2 ** 32 });
    at = end;
  }
  return entries;
}

function isName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\0]/.test(name);
}
