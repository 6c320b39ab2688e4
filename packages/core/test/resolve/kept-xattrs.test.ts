import { describe, expect, it } from 'vitest';
import { keptXattrs } from '../../src/resolve/kept-xattrs.ts';

const XATTRS = new Map(
  [
    ...['security.capability', 'security.selinux', 'security.ima', 'system.posix_acl_access'],
    ...['system.posix_acl_default', 'system.nfs4_acl', 'trusted.overlay.opaque', 'user.x'],
  ].map((name) => [name, Buffer.from(name)]),
);

describe('keptXattrs', () => {
  it('capabilities, ACLs and the user’s own by default', () => {
    expect([...keptXattrs(XATTRS, 'default')!.keys()]).toEqual([
      'security.capability',
      'system.posix_acl_access',
      'system.posix_acl_default',
      'user.x',
    ]);
  });

  it('all of them', () => {
    expect(keptXattrs(XATTRS, 'all')).toEqual(XATTRS);
  });

  it('undefined where none is left', () => {
    expect(
      keptXattrs(new Map([['security.selinux', Buffer.from('x')]]), 'default'),
    ).toBeUndefined();
  });
});
