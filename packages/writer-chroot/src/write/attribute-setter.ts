import {
  chmodSync,
  fchmodSync,
  fchownSync,
  futimesSync,
  lchownSync,
  lstatSync,
  lutimesSync,
} from 'node:fs';
import { type BytePath, systemErrorCode, toSystemPath } from '@supermin/core';
import type { TreeNode } from '@supermin/core/writer';
import { toSystemTime } from '../format/timestamp.ts';
import { type Attributes, attributesFor, type Identity, withoutOwner } from '../plan/identity.ts';

/** Of a file that still waits for its extended attributes: it has to be writable for them. */
const PRIVATE = 0o600;

const SETGID = 0o2000;

/** What a new entry is to be given. */
export interface Wanted {
  mode: number;
  /** Undefined where it has the right owner and group as it was made. */
  owner: { uid: number; gid: number } | undefined;
}

/** Gives what was made the owner, mode and time of its node, as far as this user can give them. */
export class AttributeSetter {
  /** The group that new files have; undefined where that depends on the filesystem. */
  readonly #newGid: number | undefined;
  /** Nodes whose owner could not be set, where it should have been possible. */
  readonly #refused = new Set<TreeNode>();

  /** @param directory below which all is made */
  constructor(
    directory: BytePath,
    private readonly identity: Identity,
  ) {
    const { gid, mode } = lstatSync(toSystemPath(directory));
    const inherited = gid !== identity.gid || (mode & SETGID) !== 0;
    this.#newGid = inherited ? undefined : identity.gid;
  }

  /** Of something made by this process: links themselves, not what they lead to. */
  setByPath(path: BytePath, node: TreeNode): void {
    const system = toSystemPath(path);
    const mode = this.#setOwner(node, ({ uid, gid }) => lchownSync(system, uid, gid));
    // A link has no mode, and chmod would follow it.
    if (node.type !== 'symlink') chmodSync(system, mode);
    const time = toSystemTime(node.mtime);
    lutimesSync(system, time, time);
  }

  /** Of an open file, made by this process. */
  setByDescriptor(fd: number, node: TreeNode): void {
    const mode = this.#setOwner(node, ({ uid, gid }) => fchownSync(fd, uid, gid));
    fchmodSync(fd, mode);
    const time = toSystemTime(node.mtime);
    futimesSync(fd, time, time);
  }

  /** The mode of a file that has got its extended attributes. */
  setFinalMode(path: BytePath, node: TreeNode): void {
    chmodSync(toSystemPath(path), this.given(node).mode);
  }

  wanted(node: TreeNode): Wanted {
    const { uid, gid, mode } = attributesFor(node, this.identity);
    const foreign = uid !== this.identity.uid || gid !== this.#newGid;
    return { mode: waits(node) ? PRIVATE : mode, owner: foreign ? { uid, gid } : undefined };
  }

  /** What a node that was made has got. */
  given(node: TreeNode): Attributes {
    return this.#refused.has(node)
      ? withoutOwner(node, this.identity)
      : attributesFor(node, this.identity);
  }

  /** Has every node got all that it has? Known without a look at each of them. */
  get nothingLost(): boolean {
    const { uid, uids, gids } = this.identity;
    return uid === 0 && uids === undefined && gids === undefined && this.#refused.size === 0;
  }

  /** @returns the mode that is to be set, which depends on it */
  #setOwner(node: TreeNode, change: (owner: { uid: number; gid: number }) => void): number {
    const { owner, mode } = this.wanted(node);
    if (owner === undefined) return mode;
    try {
      change(owner);
      return mode;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.#refused.add(node);
      return waits(node) ? PRIVATE : this.given(node).mode;
    }
  }
}

function waits(node: TreeNode): boolean {
  return node.type === 'file' && node.xattrs !== undefined;
}

/** Root without CAP_CHOWN, a squashed root of NFS, or an owner that the filesystem cannot hold. */
function isRefusal(error: unknown): boolean {
  return ['EPERM', 'EINVAL'].includes(systemErrorCode(error) ?? '');
}
