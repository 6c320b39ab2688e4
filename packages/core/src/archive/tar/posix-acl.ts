/** A POSIX ACL of an archive, as Linux has it in an extended attribute. */
export interface PosixAcl {
  /** `system.posix_acl_access` or `_default`: version 2, then tag, permissions and id of each entry, little-endian. */
  value: Buffer;
  /** The nine mode bits that a file with it has. */
  mode: number;
  /** It says no more than mode bits do. */
  isMinimal: boolean;
}

const VERSION = 2;
const NO_ID = 0xffff_ffff;
const TAGS = {
  userOwner: 0x01,
  user: 0x02,
  groupOwner: 0x04,
  group: 0x08,
  mask: 0x10,
  other: 0x20,
};

interface Entry {
  tag: number;
  permissions: number;
  id: number;
}

/**
 * The text form, as tar writes it into `SCHILY.acl.access` and `SCHILY.acl.default`:
 *
 *     user::rwx,user:lisa:r-x:1001,group::r-x,mask::r-x,other::---
 *
 * A name without a number behind it is one of the machine that the archive was made on: nobody here can tell who that is.
 *
 * @returns undefined for what is no ACL that Linux takes
 */
export function parseAcl(text: string): PosixAcl | undefined {
  const entries = text
    .split(/[,\n]/)
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '')
    .map(parseEntry);
  const known = entries.filter((entry) => entry !== undefined);
  if (known.length < entries.length || !isValid(known)) return undefined;
  const sorted = known.sort((a, b) => a.tag - b.tag || a.id - b.id);
  const permissions = (tag: number) => sorted.find((entry) => entry.tag === tag)?.permissions;
  const group = permissions(TAGS.mask) ?? permissions(TAGS.groupOwner)!;
  return {
    value: encode(sorted),
    mode: (permissions(TAGS.userOwner)! << 6) | (group << 3) | permissions(TAGS.other)!,
    isMinimal: sorted.length === 3,
  };
}

function parseEntry(line: string): Entry | undefined {
  const fields = /^(?:default:)?([ugmo]\w*):([^:]*):([r-][w-][x-])(?::(\d+))?$/.exec(line);
  if (fields === null) return undefined;
  const [, word = '', name = '', letters = '', number] = fields;
  const tag = tagOf(word, name !== '');
  const id = name === '' ? NO_ID : Number(number ?? (/^\d+$/.test(name) ? name : Number.NaN));
  if (tag === undefined || !(id <= NO_ID) || (name !== '' && id === NO_ID)) return undefined;
  const bit = (letter: string, value: number) => (letters.includes(letter) ? value : 0);
  return { tag, permissions: bit('r', 4) | bit('w', 2) | bit('x', 1), id };
}

function tagOf(word: string, isNamed: boolean): number | undefined {
  if (word === 'user' || word === 'u') return isNamed ? TAGS.user : TAGS.userOwner;
  if (word === 'group' || word === 'g') return isNamed ? TAGS.group : TAGS.groupOwner;
  if (isNamed) return undefined;
  if (word === 'mask' || word === 'm') return TAGS.mask;
  return word === 'other' || word === 'o' ? TAGS.other : undefined;
}

/** As posix_acl_valid() of Linux: each of the three once, and a mask if anybody is named. */
function isValid(entries: readonly Entry[]): boolean {
  const count = (tag: number) => entries.filter((entry) => entry.tag === tag).length;
  const isNamed = count(TAGS.user) + count(TAGS.group) > 0;
  const keys = new Set(entries.map(({ tag, id }) => `${tag}:${id}`));
  return (
    keys.size === entries.length &&
    count(TAGS.userOwner) === 1 &&
    count(TAGS.groupOwner) === 1 &&
    count(TAGS.other) === 1 &&
    (!isNamed || count(TAGS.mask) === 1)
  );
}

function encode(entries: readonly Entry[]): Buffer {
  const value = Buffer.alloc(4 + entries.length * 8);
  value.writeUInt32LE(VERSION, 0);
  entries.forEach(({ tag, permissions, id }, index) => {
    value.writeUInt16LE(tag, 4 + index * 8);
    value.writeUInt16LE(permissions, 6 + index * 8);
    value.writeUInt32LE(id, 8 + index * 8);
  });
  return value;
}
