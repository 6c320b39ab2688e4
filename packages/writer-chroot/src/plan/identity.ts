import type { TreeNode } from '@supermin/core/writer';
import { type IdRanges, ownIdRanges } from './id-ranges.ts';

/** Who writes, and so what may be set. */
export interface Identity {
  uid: number;
  gid: number;
  groups: ReadonlySet<number>;
  /** Of root in a user namespace: the ids that it may give to files. Undefined: all. */
  uids?: IdRanges | undefined;
  gids?: IdRanges | undefined;
}

/** The owner and mode that a node gets. */
export interface Attributes {
  uid: number;
  gid: number;
  mode: number;
  /** What the node has and does not get. */
  lost: { owner: boolean; setid: boolean };
}

const SETUID = 0o4000;
const SETGID = 0o2000;

/** The identity of this process. */
export function ownIdentity(): Identity {
  const groups = new Set(process.getgroups!());
  const identity = { uid: process.geteuid!(), gid: process.getegid!(), groups };
  if (identity.uid !== 0) return identity;
  return { ...identity, uids: ownIdRanges('uid'), gids: ownIdRanges('gid') };
}

/**
 * Root sets everything; in a user namespace, the owners and groups that exist in it. Others own what they make, may give it to
 * their groups, and may not leave a setuid or setgid bit on a file whose owner or group is not the one it was meant for: `su` would
 * become a way into their account. On a directory setgid only says which group its files are in.
 */
export function attributesFor(node: TreeNode, identity: Identity): Attributes {
  const { uid, gid } = node;
  const { uids, gids, groups } = identity;
  if (identity.uid === 0) {
    return given(node, identity, uids?.has(uid) ?? true, gids?.has(gid) ?? true);
  }
  return given(node, identity, uid === identity.uid, gid === identity.gid || groups.has(gid));
}

/** What is left of a node where neither owner nor group can be set. */
export function withoutOwner(node: TreeNode, identity: Identity): Attributes {
  return given(node, identity, node.uid === identity.uid, node.gid === identity.gid);
}

/** @param owner can it be set? */
function given(node: TreeNode, identity: Identity, owner: boolean, group: boolean): Attributes {
  let { mode } = node;
  if (node.type !== 'directory') {
    if (!owner) mode &= ~SETUID;
    if (!group) mode &= ~SETGID;
  }
  return {
    uid: owner ? node.uid : identity.uid,
    gid: group ? node.gid : identity.gid,
    mode,
    lost: { owner: !owner || !group, setid: mode !== node.mode },
  };
}
