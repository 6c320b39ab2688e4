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
import { type Attributes, attributesFor, type Identity } from '../plan/identity.ts';
import type { Shortfall } from './shortfall.ts';

/** Of a file that still waits for its extended attributes: it has to be writable for them. */
const PRIVATE = 0o600;

const SETGID = 0o2000;

/** Gives what was made the owner, mode and time of its node; what this user can't give is counted. */
export class AttributeSetter {
  /** The group that new files have; undefined where that depends on the filesystem. */
  readonly #newGid: number | undefined;

  /** @param directory below which all is made */
  constructor(
    directory: BytePath,
    private readonly identity: Identity,
    private readonly shortfall: Shortfall,
  ) {
    const { gid, mode } = lstatSync(toSystemPath(directory));
    const inherited = gid !== identity.gid || (mode & SETGID) !== 0;
    this.#newGid = inherited ? undefined : identity.gid;
  }

  /** Of something made by this process: links themselves, not what they lead to. */
  setByPath(path: BytePath, node: TreeNode): void {
    const system = toSystemPath(path);
    const { uid, gid, mode } = this.#attributes(node);
    if (this.#isForeign(uid, gid)) lchownSync(system, uid, gid);
    // A link has no mode, and chmod would follow it.
    if (node.type !== 'symlink') chmodSync(system, mode);
    const time = toSystemTime(node.mtime);
    lutimesSync(system, time, time);
  }

  /** Of an open file, made by this process. */
  setByDescriptor(fd: number, node: TreeNode): void {
    const { uid, gid, mode } = this.#attributes(node);
    if (this.#isForeign(uid, gid)) fchownSync(fd, uid, gid);
    fchmodSync(fd, mode);
    const time = toSystemTime(node.mtime);
    futimesSync(fd, time, time);
  }

  /** The mode of a file that has got its extended attributes. */
  setFinalMode(path: BytePath, node: TreeNode): void {
    chmodSync(toSystemPath(path), attributesFor(node, this.identity).mode);
  }

  #attributes(node: TreeNode): Attributes {
    const attributes = attributesFor(node, this.identity);
    this.shortfall.lost(attributes);
    const waits = node.type === 'file' && node.xattrs !== undefined;
    return waits ? { ...attributes, mode: PRIVATE } : attributes;
  }

  #isForeign(uid: number, gid: number): boolean {
    return uid !== this.identity.uid || gid !== this.#newGid;
  }
}
