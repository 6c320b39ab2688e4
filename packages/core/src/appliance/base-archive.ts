import type { ArchiveMember } from '../archive/member.ts';
import { prefixed } from '../errors/prefixed.ts';
import { isSuperminError, SuperminError } from '../errors/supermin-error.ts';
import type { Report } from '../events/event.ts';
import { type BytePath, displayPath } from '../path/byte-path.ts';
import type { FileTree } from '../tree/file-tree.ts';
import type { TreeNode } from '../tree/node.ts';
import type { ContentStore } from './content-store.ts';

/** Owner ids are 32 bits wide, and the last one means "none". */
const MAXIMUM_ID = 2 ** 32 - 2;
/** Members of an archive, each of which takes half a kilobyte of memory: a large system has a million files. */
export const MAXIMUM_MEMBERS = 2_000_000;

/** Bytes of their names, targets and extended attributes: a hundred of each of so many members, as the store's index has them. */
export const MAXIMUM_NAMES = 256 << 20;

/** Linux has 12 bits for the major number of a device and 20 for the minor one. */
const MAXIMUM_MAJOR = 2 ** 12 - 1;
const MAXIMUM_MINOR = 2 ** 20 - 1;

/** What keeps contents of archives. */
export type ContentKeeper = Pick<ContentStore, 'keep' | 'keepSparse'>;

export interface BaseArchiveOptions {
  /** The archive, for messages. */
  name: BytePath;
  tree: FileTree;
  /** Keeps the content of its files. */
  store: ContentKeeper;
  report: Report;
  /** Most members. */
  maximum?: number;
  /** Most bytes of names, targets and extended attributes of all of them, as JSON has these. */
  maximumNames?: number;
}

/**
 * Puts every member of an archive into the tree; nothing touches the disk on the way.
 *
 * Names are bytes. `./x`, `x` and `/x` are the same; `..` is an error, wherever it stands. Links are only ever
 * followed inside the tree.
 *
 * @throws SuperminError `ARCHIVE_DAMAGED`, `ARCHIVE_MEMBER`, `ARCHIVE_SIZE`, those of the tree
 */
export async function readBaseArchive(
  members: AsyncIterable<ArchiveMember>,
  options: BaseArchiveOptions,
): Promise<void> {
  const { tree, store } = options;
  await eachMember(members, options, async (member, path) => {
    const node = await memberNode(member, tree, store);
    // The root of an archive made by `tar -C dir .` is its maker's working directory, not the appliance's root.
    if (path !== '/') tree.put(path, node);
  });
}

/**
 * Does something with each member of an archive whose name is one that could be in a tree, one after the other.
 *
 * @param work is told the member's path: absolute, without `.`, `..` and empty names
 * @throws SuperminError `ARCHIVE_DAMAGED`, `ARCHIVE_MEMBER`, `ARCHIVE_SIZE`; what `work` throws, with the archive's name
 */
export async function eachMember(
  members: AsyncIterable<ArchiveMember>,
  options: Omit<BaseArchiveOptions, 'tree' | 'store'>,
  work: (member: ArchiveMember, path: BytePath) => Promise<void>,
): Promise<void> {
  const { name, report, maximum = MAXIMUM_MEMBERS, maximumNames = MAXIMUM_NAMES } = options;
  const lost = new LostAttributes();
  let count = 0;
  let names = 0;
  try {
    for await (const member of members) {
      if (++count > maximum) throw tooMany(maximum);
      names += namesOf(member);
      if (names > maximumNames) throw tooLongNames(maximumNames);
      lost.add(member);
      await work(member, memberPath(member, member.name));
    }
  } catch (error) {
    throw isSuperminError(error) ? located(error, name) : error;
  } finally {
    lost.report(name, report);
  }
}

/** Bytes of what is kept of a member whatever its type; in the store's index, a control character takes six. */
function namesOf({ name, linkname, xattrs }: ArchiveMember): number {
  let bytes = JSON.stringify(name).length + JSON.stringify(linkname).length;
  for (const [key, value] of xattrs) {
    const { buffer, byteOffset, byteLength } = value;
    const text = Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
    bytes += JSON.stringify(key).length + JSON.stringify(text).length;
  }
  return bytes;
}

/** One warning for all extended attributes that cannot be read. */
class LostAttributes {
  #count = 0;
  #first = '';

  add({ name, lostXattrs }: ArchiveMember): void {
    const [attribute] = lostXattrs;
    if (attribute === undefined) return;
    if (this.#count === 0) this.#first = `${displayPath(attribute)} of '${displayPath(name)}'`;
    this.#count += lostXattrs.length;
  }

  report(archive: BytePath, report: Report): void {
    if (this.#count === 0) return;
    const what = this.#count === 1 ? 'extended attribute is' : 'extended attributes are';
    const text = `${displayPath(archive)}: ${this.#count} ${what} left out, which cannot be read: ${this.#first}`;
    report({ kind: 'warning', text: this.#count === 1 ? text : `${text}, ...` });
  }
}

/** @param name of the member, or of what it links to @throws SuperminError `ARCHIVE_MEMBER` */
export function memberPath(member: ArchiveMember, name: BytePath): BytePath {
  const components = name.split('/').filter((component) => component !== '' && component !== '.');
  if (components.includes('..')) throw memberError(member, `has '..' in ${displayPath(name)}`);
  return `/${components.join('/')}`;
}

async function memberNode(
  member: ArchiveMember,
  tree: FileTree,
  store: ContentKeeper,
): Promise<TreeNode> {
  return member.type === 'link' ? hardLink(member, tree, store) : newNode(member, store);
}

/** The node of a member that is no hard link. @throws SuperminError `ARCHIVE_MEMBER` */
export async function newNode(member: ArchiveMember, store: ContentKeeper): Promise<TreeNode> {
  const node = await freshNode(member, store);
  if (member.xattrs.size > 0) node.xattrs = member.xattrs;
  return node;
}

/** Its fields stand in the order that nodes of the host have: objects of one shape are read faster. */
async function freshNode(member: ArchiveMember, store: ContentKeeper): Promise<TreeNode> {
  const { uid, gid, mtime, size, major, minor } = member;
  const mode = member.mode & 0o7777;
  checkOwner(member);
  switch (member.type) {
    case 'file': {
      const content = await store.keep(member.content, size);
      return { type: 'file', mode, uid, gid, mtime, size, content };
    }
    case 'symlink':
      return { type: 'symlink', mode, uid, gid, mtime, target: linkTarget(member) };
    case 'character-device':
    case 'block-device': {
      if (!between(major, MAXIMUM_MAJOR) || !between(minor, MAXIMUM_MINOR)) {
        throw memberError(member, `has an impossible device number (${major}, ${minor})`);
      }
      const type = member.type === 'character-device' ? 'character' : 'block';
      return { type, mode, uid, gid, mtime, major, minor };
    }
    case 'directory':
      return { type: 'directory', mode, uid, gid, mtime, children: new Map() };
    case 'fifo':
    case 'socket':
      return { type: member.type, mode, uid, gid, mtime };
    case 'sparse': {
      const dataRanges = member.dataRanges!;
      const content = await store.keepSparse(member.content, size, dataRanges);
      return { type: 'file', mode, uid, gid, mtime, size, content, sparse: true, dataRanges };
    }
    default:
      throw memberError(member, 'is of a kind that is not supported');
  }
}

export function linkTarget(member: ArchiveMember): BytePath {
  if (member.linkname === '') throw memberError(member, 'is a link to nowhere');
  return member.linkname;
}

/** A hard link names an earlier member: it becomes the same node. */
async function hardLink(
  member: ArchiveMember,
  tree: FileTree,
  store: ContentKeeper,
): Promise<TreeNode> {
  const target = linkTarget(member);
  const node = tree.lookup(memberPath(member, target));
  if (node === undefined || node.type === 'directory') {
    throw memberError(member, `is a hard link to '${displayPath(target)}', which is not a file`);
  }
  if (node.type === 'file' && member.size > 0) {
    node.content = await store.keep(member.content, member.size);
    node.size = member.size;
  }
  return node;
}

function checkOwner(member: ArchiveMember): void {
  const { uid, gid } = member;
  if (between(uid, MAXIMUM_ID) && between(gid, MAXIMUM_ID)) return;
  throw memberError(member, `has an impossible owner (${uid}, ${gid})`);
}

function between(value: number, maximum: number): boolean {
  return value >= 0 && value <= maximum;
}

export function memberError(member: ArchiveMember, what: string): SuperminError {
  const text = `the member '${displayPath(member.name)}' ${what}`;
  return new SuperminError('ARCHIVE_MEMBER', text, { hint: 'make the archive again without it' });
}

/** @param maximum number of members */
export function tooMany(maximum: number): SuperminError {
  return new SuperminError('ARCHIVE_SIZE', `more than ${maximum} members`, {
    hint: 'leave out of the archive what the appliance does not need',
  });
}

export function tooLongNames(maximum: number): SuperminError {
  const what = 'the names and attributes of its members have';
  return new SuperminError('ARCHIVE_SIZE', `${what} more than ${maximum} bytes`, {
    hint: 'leave out of the archive what the appliance does not need',
  });
}

/** Says also which archive brought it. */
function located(error: SuperminError, archive: BytePath): SuperminError {
  const name = displayPath(archive);
  if (error.message.startsWith(name) || error.message.startsWith(`package ${name}`)) return error;
  return prefixed(error, name);
}
