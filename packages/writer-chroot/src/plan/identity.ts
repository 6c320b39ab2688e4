import type { TreeNode } from '@supermin/core';

/** Who writes, and so what may be set. */
export interface Identity {
  uid: number;
  gid: number;
  groups: ReadonlySet<number>;
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
  const { geteuid, getegid, getgroups } = process;
  if (!geteuid || !getegid || !getgroups) return { uid: 0, gid: 0, groups: new Set() };
  return { uid: geteuid(), gid: getegid(), groups: new Set(getgroups()) };
}

/**
 * Root sets everything. Others own what they make, may give it to their groups, and may not leave a setuid or setgid bit
 * on a file whose owner or group is not the one it was meant for: `su` would become a way into their account. On a
 * directory setgid only says which group its files are in.
 */
export function attributesFor(node: TreeNode, identity: Identity): Attributes {
  const { uid, gid, mode } = node;
  if (identity.uid === 0) return { uid, gid, mode, lost: { owner: false, setid: false } };
  const mine = uid === identity.uid;
  const ours = gid === identity.gid || identity.groups.has(gid);
  let allowed = mode;
  if (node.type !== 'directory') {
    if (!mine) allowed &= ~SETUID;
    if (!ours) allowed &= ~SETGID;
  }
  return {
    uid: identity.uid,
    gid: ours ? gid : identity.gid,
    mode: allowed,
    lost: { owner: !mine || !ours, setid: allowed !== mode },
  };
}
