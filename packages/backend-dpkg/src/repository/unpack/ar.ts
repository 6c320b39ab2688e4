import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type BytePath, toSystemPath } from '@supermin/core';

/** A member of an archive of ar(5), as a part of the file. */
export interface ArMember {
  name: string;
  offset: number;
  size: number;
}

const MAGIC = '!<arch>\n';
const HEADER = 60;
const END = '`\n';

/** A .deb has three; more of them are signatures. */
const MOST_MEMBERS = 100;

/**
 * The members of a .deb: deb(5).
 *
 *     debian-binary/  1700000000  0     0     100644  4         `\n
 *     name 16         time 12     uid 6 gid 6 mode 8  size 10   2
 *
 * @returns undefined for what is no such archive, or ends too early
 */
export function arMembers(path: BytePath): ArMember[] | undefined {
  const fd = openSync(toSystemPath(path), 'r');
  try {
    const { size: end } = fstatSync(fd);
    if (read(fd, 0, MAGIC.length) !== MAGIC) return undefined;
    const members: ArMember[] = [];
    for (let at = MAGIC.length; at < end; ) {
      const header = read(fd, at, HEADER);
      const size = /^(\d+) *$/.exec(header.slice(48, 58))?.[1];
      if (size === undefined || !header.endsWith(END)) return undefined;
      const offset = at + HEADER;
      if (offset + Number(size) > end || members.length === MOST_MEMBERS) return undefined;
      members.push({
        name: header.slice(0, 16).trimEnd().replace(/\/$/, ''),
        offset,
        size: Number(size),
      });
      // Members begin at even offsets.
      at = offset + Number(size) + (Number(size) % 2);
    }
    return members;
  } finally {
    closeSync(fd);
  }
}

function read(fd: number, offset: number, length: number): string {
  const bytes = Buffer.alloc(length);
  return bytes.toString('latin1', 0, readSync(fd, bytes, 0, length, offset));
}
