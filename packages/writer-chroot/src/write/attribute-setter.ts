import {
  chmodSync,
  fchmodSync,
  fchownSync,
  futimesSync,
  lchownSync,
  lstatSync,
  lutimesSync,
} from 'node:fs';
import { type BytePath, type TreeNode, toSystemPath } from '@supermin/core';
import { toSystemTime } from '../format/timestamp.ts';
import { attributesFor, type Identity } from '../plan/identity.ts';

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
    const { owner, mode } = this.wanted(node);
    if (owner !== undefined) lchownSync(system, owner.uid, owner.gid);
    // A link has no mode, and chmod would follow it.
    if (node.type !== 'symlink') chmodSync(system, mode);
    const time = toSystemTime(node.mtime);
    lutimesSync(system, time, time);
  }

  /** Of an open file, made by this process. */
  setByDescriptor(fd: number, node: TreeNode): void {
    const { owner, mode } = this.wanted(node);
    if (owner !== undefined) fchownSync(fd, owner.uid, owner.gid);
    fchmodSync(fd, mode);
    const time = toSystemTime(node.mtime);
    futimesSync(fd, time, time);
  }

  /** The mode of a file that has got its extended attributes. */
  setFinalMode(path: BytePath, node: TreeNode): void {
    chmodSync(toSystemPath(path), attributesFor(node, this.identity).mode);
  }

  wanted(node: TreeNode): Wanted {
    const { uid, gid, mode } = attributesFor(node, this.identity);
    const foreign = uid !== this.identity.uid || gid !== this.#newGid;
    const waits = node.type === 'file' && node.xattrs !== undefined;
    return { mode: waits ? PRIVATE : mode, owner: foreign ? { uid, gid } : undefined };
  }
}
