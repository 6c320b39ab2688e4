import { lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import { type BytePath, encodeTar, joinPath, type NewMember, toSystemPath } from '@supermin/core';
import { badFile } from '../errors/appliance-package.ts';

/** Far more than the few files that a package has beside its list of packages; it all goes through memory. */
const MOST_FILES = 10_000;
const MOST_BYTES = 64 * 1024 * 1024;

/** A tree of plain files, as the appliance's input files that lay it over the root. */
export interface Overlay {
  /** A base archive with all of it, owned by root. */
  archive: Buffer;
  /** Excludefiles: what lies at these places in packages of the host is left out, because a package's file would win. */
  excludes: string[];
}

/**
 * Packs a directory of plain files: `files/init` is `/init` of the appliance. npm keeps of a file's mode only whether it can be
 * executed, so that is all that counts here: 0755 or 0644.
 *
 * @throws SuperminError `APPLIANCE_PACKAGE_FILE` naming what cannot be packed, or is too much
 */
export function packOverlay(directory: BytePath): Overlay {
  const members: NewMember[] = [];
  let bytes = 0;
  for (const { path, name, status } of filesBelow(directory, '')) {
    bytes += status.size;
    if (members.length === MOST_FILES || bytes > MOST_BYTES) {
      const limit = `${MOST_FILES} files or ${MOST_BYTES >> 20} MiB`;
      throw badFile(path, `more than ${limit} of plain files`);
    }
    members.push(memberOf(path, name, status));
  }
  return {
    archive: encodeTar(members),
    excludes: members
      .flatMap(({ name }) => spellings(name.slice(1)))
      .map((path) => `-${literalPattern(path)}`),
  };
}

interface FoundFile {
  path: BytePath;
  /** From the top, with a slash before it. */
  name: BytePath;
  status: Stats;
}

/** Everything but directories, in byte order. */
function* filesBelow(directory: BytePath, prefix: BytePath): Generator<FoundFile> {
  for (const entry of readdirSync(toSystemPath(directory), { encoding: 'latin1' }).sort()) {
    const path = joinPath(directory, entry);
    const name = `${prefix}/${entry}`;
    // A line of excludefiles ends at the first newline.
    if (entry.includes('\n')) throw badFile(path, 'the name holds a newline');
    const status = lstatSync(toSystemPath(path));
    if (status.isDirectory()) yield* filesBelow(path, name);
    else yield { path, name, status };
  }
}

function memberOf(path: BytePath, name: BytePath, status: Stats): NewMember {
  const common = { name: `.${name}`, mtime: Math.floor(status.mtimeMs / 1000) };
  if (status.isFile()) {
    const mode = (status.mode & 0o111) === 0 ? 0o644 : 0o755;
    return { ...common, mode, content: readFileSync(toSystemPath(path)) };
  }
  if (status.isSymbolicLink()) {
    return { ...common, mode: 0o777, linkname: readlinkSync(toSystemPath(path), 'latin1') };
  }
  throw badFile(path, 'neither a file, a directory nor a symbolic link');
}

/** Where `/bin` is a link to `/usr/bin`, packages have files by either name (Debian's coreutils: `/bin/uname`). */
function spellings(path: BytePath): BytePath[] {
  const [, usr, rest] = /^(\/usr)?(\/(?:bin|sbin|lib\w*)\/.*)$/s.exec(path) ?? [];
  if (rest === undefined) return [path];
  return [path, usr === undefined ? `/usr${rest}` : rest];
}

/** The pattern of fnmatch(3) without escapes that matches nothing but this path. */
function literalPattern(path: BytePath): string {
  return path.replace(/[*?[]/g, '[$&]');
}
