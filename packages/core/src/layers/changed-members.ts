import {
  linkTarget,
  MAXIMUM_MEMBERS,
  memberError,
  memberPath,
  tooMany,
} from '../appliance/base-archive.ts';
import type { ArchiveMember } from '../archive/member.ts';
import { type BytePath, displayPath, parentPath } from '../path/byte-path.ts';
import { readContent } from '../tree/content.ts';
import type { FileTree } from '../tree/file-tree.ts';
import type { FileNode, TreeNode } from '../tree/node.ts';

/** What a layer of changes has beside its members: what an archive cannot say of another root. */
export interface ChangeNotes {
  /** Paths that are not there any more, or have become a directory, or are none any more. */
  removed: BytePath[];
  /** New names of files that are as they were: path and an older name. */
  links: [path: BytePath, target: BytePath][];
}

export interface ChangesOptions {
  /** The root as it was; paths are real ones. */
  tree: FileTree;
  /** Most members, 2,000,000 by default: each of them takes memory, also one that makes no difference. */
  maximum?: number;
  /** Later times become this one, in seconds since the epoch: they only say when the root was changed. */
  newest: number;
  /** Paths of the tree that are as they were, and may be missing in the archive. Complete when its last member has been read. */
  unchanged?: ReadonlySet<BytePath>;
  /**
   * What becomes of a path: `take` it as it is, `empty` the file, or `leave` it, with all that is below, as it was.
   *
   * @param known whether it was there before
   */
  rule(path: BytePath, known: boolean): 'take' | 'empty' | 'leave';
}

/**
 * Of the members of an archive of a root, those that make the difference to what the root was: a layer over it.
 *
 *     tree       /etc/passwd (3 users), /etc/motd
 *     archive    /etc/passwd (4 users), /etc/ssl/a.pem
 *     members    /etc, /etc/passwd, /etc/ssl, /etc/ssl/a.pem
 *     notes      removed: /etc/motd
 *
 * Times alone make no difference. Directories come before what is in them, as they are. The notes are complete when the last member
 * has been read. Contents are compared as they come: nothing is held in memory but a chunk.
 */
export class ChangedMembers {
  readonly notes: ChangeNotes = { removed: [], links: [] };
  readonly #seen = new Set<BytePath>(['/']);
  /** Directories whose members have not been given, by path. */
  readonly #waiting = new Map<BytePath, ArchiveMember>();
  /** Names of files that the members have. */
  readonly #given = new Set<BytePath>();

  constructor(private readonly options: ChangesOptions) {}

  /**
   * @param members as `tar -C / .` gives them: directories first
   * @throws SuperminError `ARCHIVE_MEMBER`, `ARCHIVE_SIZE`
   */
  async *of(members: AsyncIterable<ArchiveMember>): AsyncGenerator<ArchiveMember> {
    const { tree, rule, maximum = MAXIMUM_MEMBERS } = this.options;
    let count = 0;
    for await (const member of members) {
      if (++count > maximum) throw tooMany(maximum);
      const path = memberPath(member, member.name);
      if (path === '/') continue;
      const old = tree.lookup(path);
      const action = rule(path, old !== undefined);
      if (action === 'leave') continue;
      this.#seen.add(path);
      if (old !== undefined && (old.type === 'directory') !== (member.type === 'directory')) {
        this.notes.removed.push(path);
      }
      const changed = await this.#changed(action === 'empty' ? emptied(member) : member, path, old);
      if (changed === undefined) continue;
      yield* this.#parents(parentPath(path));
      this.#given.add(path);
      yield this.#clamped(changed, undefined);
    }
    this.#findRemoved();
  }

  /** The member as it goes into the layer; undefined if it is as it was. */
  async #changed(
    member: ArchiveMember,
    path: BytePath,
    old: TreeNode | undefined,
  ): Promise<ArchiveMember | undefined> {
    if (member.type === 'link') return this.#link(member, path, old);
    if (member.type === 'directory') {
      this.#waiting.set(path, member);
      // A new one: it is given even if nothing is in it.
      if (old?.type === 'directory' && sameAttributes(member, old)) return undefined;
      this.#waiting.delete(path);
      return member;
    }
    if (old === undefined || !sameAttributes(member, old)) return member;
    switch (old.type) {
      case 'file':
        return member.type === 'file' && member.size === old.size
          ? changedContent(member, old)
          : member;
      case 'symlink':
        return member.type === 'symlink' && member.linkname === old.target ? undefined : member;
      case 'character':
      case 'block':
        return member.type === `${old.type}-device` &&
          member.major === old.major &&
          member.minor === old.minor
          ? undefined
          : member;
      default:
        return member.type === old.type ? undefined : member;
    }
  }

  /**
   * One more name of a file. Where that is as it was, no member of the layer has it.
   *
   * @throws SuperminError `ARCHIVE_MEMBER`: neither the layer nor the root will have the file
   */
  #link(
    member: ArchiveMember,
    path: BytePath,
    old: TreeNode | undefined,
  ): ArchiveMember | undefined {
    const target = memberPath(member, linkTarget(member));
    if (this.#given.has(target)) return member;
    const node = this.options.tree.lookup(target);
    if (node === undefined || node.type === 'directory' || !this.#stays(target)) {
      const name = displayPath(member.linkname);
      throw memberError(member, `is a hard link to '${name}', which is not kept`);
    }
    if (old !== node) this.notes.links.push([path, target]);
    return undefined;
  }

  /** Whether a path of the old root, which the layer does not have, will not be among those that are removed. */
  #stays(path: BytePath): boolean {
    return this.#seen.has(path) || this.options.rule(path, true) === 'leave';
  }

  *#parents(path: BytePath): Generator<ArchiveMember> {
    const missing: BytePath[] = [];
    for (let at = path; this.#waiting.has(at); at = parentPath(at)) missing.push(at);
    for (const at of missing.reverse()) {
      const member = this.#waiting.get(at)!;
      this.#waiting.delete(at);
      yield this.#clamped(member, this.options.tree.lookup(at));
    }
  }

  #clamped(member: ArchiveMember, old: TreeNode | undefined): ArchiveMember {
    return { ...member, mtime: old?.mtime ?? Math.min(member.mtime, this.options.newest) };
  }

  #findRemoved(): void {
    const { tree, rule, unchanged } = this.options;
    for (const { path } of tree.walk()) {
      if (this.#seen.has(path) || unchanged?.has(path)) continue;
      if (rule(path, true) !== 'leave') this.notes.removed.push(path);
    }
  }
}

function emptied(member: ArchiveMember): ArchiveMember {
  if (member.type !== 'file' && member.type !== 'sparse') return member;
  return { ...member, type: 'file', size: 0, dataRanges: undefined, content: nothing() };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

function sameAttributes(member: ArchiveMember, node: TreeNode): boolean {
  const mode = member.mode & 0o7777;
  // Linux gives every link the mode 0777, whatever its package says.
  const sameMode = node.type === 'symlink' || mode === node.mode;
  const { uid, gid } = node;
  return sameMode && member.uid === uid && member.gid === gid && sameXattrs(member, node);
}

function sameXattrs({ xattrs }: ArchiveMember, node: TreeNode): boolean {
  if (xattrs.size !== (node.xattrs?.size ?? 0)) return false;
  return [...xattrs].every(([name, value]) => {
    const old = node.xattrs?.get(name);
    return old !== undefined && Buffer.compare(value, old) === 0;
  });
}

/** Reads a member until it differs from what the file was; undefined if it does not. */
async function changedContent(
  member: ArchiveMember,
  old: FileNode,
): Promise<ArchiveMember | undefined> {
  const chunks = member.content[Symbol.asyncIterator]();
  let same = 0;
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    const chunk = next.value;
    const before = readContent(old.content, same, Math.min(chunk.length, old.size - same));
    if (Buffer.compare(chunk, before) !== 0) {
      return { ...member, content: continued(old, same, chunk, chunks) };
    }
    same += chunk.length;
  }
  return undefined;
}

/** What has been read of a member, which is what the file was; the chunk that differs; and the rest. */
async function* continued(
  old: FileNode,
  same: number,
  chunk: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < same; at += 1 << 20) {
    yield readContent(old.content, at, Math.min(1 << 20, same - at));
  }
  yield chunk;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
