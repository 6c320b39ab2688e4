import type { Xattrs } from '../tree/node.ts';

/** Which extended attributes of host files go into the appliance; `default`: see `keptXattrs`. */
export type XattrsOption = 'default' | 'all' | 'none';

const ACCESS_CONTROL = /^system\.posix_acl_(?:access|default)$/;

/**
 * What belongs to a file wherever it is: capabilities, ACLs, `user.*`. Not what only means something on this machine: labels and
 * hashes of its security modules (`security.selinux`, `security.ima`, ...), and what filesystems keep there for themselves
 * (`trusted.overlay.*`). `all` takes these, too.
 *
 * @returns undefined if none is left
 */
export function keptXattrs(xattrs: Xattrs, option: 'default' | 'all'): Xattrs | undefined {
  const kept = [...xattrs].filter(([name]) => option === 'all' || isPortable(name));
  return kept.length === 0 ? undefined : new Map(kept);
}

function isPortable(name: string): boolean {
  return name === 'security.capability' || name.startsWith('user.') || ACCESS_CONTROL.test(name);
}
