import { mkdirSync, rmdirSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ShareType } from '../../src/shares/guest-filesystems.ts';
import { isShared, planShares } from '../../src/shares/shares.ts';
import type { Virtiofsd } from '../../src/shares/virtiofsd.ts';

const DAEMON: Virtiofsd = {
  ...{ program: '/v', flavour: 'rust', mapping: [], sandbox: 'namespace', readOnly: 'option' },
};
const SHARE = { directory: os.tmpdir(), mount: '/mnt' };
const guest = (...types: ShareType[]) => new Set(types);

const typesOf = (...args: [ReadonlySet<ShareType> | undefined, Virtiofsd | string]) =>
  planShares([SHARE], ...args).map(({ type }) => type);

describe('planShares', () => {
  it('prefers virtiofs, and takes 9p where it must', () => {
    expect(typesOf(guest('virtiofs', '9p'), DAEMON)).toEqual(['virtiofs']);
    expect(typesOf(guest('9p'), DAEMON)).toEqual(['9p']);
    expect(typesOf(guest('virtiofs', '9p'), 'virtiofsd is not installed')).toEqual(['9p']);
    expect(typesOf(undefined, DAEMON)).toEqual(['virtiofs']);
    expect(typesOf(undefined, 'virtiofsd is not installed')).toEqual(['9p']);
  });

  it('gives each a tag of its own, writable unless asked otherwise', () => {
    expect(planShares([SHARE, { ...SHARE, readOnly: true }], guest('9p'), DAEMON)).toEqual([
      { ...SHARE, readOnly: false, type: '9p', tag: 'share0' },
      { ...SHARE, readOnly: true, type: '9p', tag: 'share1' },
    ]);
  });

  it('mounts the outer one first, whatever the order of options', () => {
    const order = (...mounts: string[]) =>
      planShares(
        mounts.map((mount) => ({ ...SHARE, mount })),
        guest('9p'),
        DAEMON,
      ).map(({ mount }) => mount);
    expect(order('/mnt/x', '/mnt')).toEqual(['/mnt', '/mnt/x']);
    expect(order('/mnt/x//y/', '/a/b', '/mnt//', '/mnt/x')).toEqual([
      ...['/mnt//', '/a/b', '/mnt/x', '/mnt/x//y/'],
    ]);
    // Two on one point: the last one is seen.
    expect(order('/b', '/a', '/b')).toEqual(['/b', '/a', '/b']);
  });

  describe('a read-only one that virtiofsd could write to', () => {
    const shares = [SHARE, { ...SHARE, readOnly: true }];
    const writable = () => 'no namespaces here';

    it('goes by 9p, where QEMU refuses; others are as ever', () => {
      const plan = planShares(shares, guest('virtiofs', '9p'), DAEMON, writable);
      expect(plan.map(({ type }) => type)).toEqual(['virtiofs', '9p']);
    });

    it('is an error without 9p: no promise that only the guest keeps', () => {
      expect(() => planShares(shares, guest('virtiofs'), DAEMON, writable)).toThrow(
        expect.objectContaining({
          code: 'SHARE_IMPOSSIBLE',
          message: expect.stringMatching(/cannot be shared read-only: .*no namespaces here/),
          hint: expect.stringMatching(/install virtiofsd 1\.13/),
          exitStatus: 125,
        }),
      );
    });
  });

  it('a name that is not UTF-8 goes by 9p, as virtiofsd cannot be told of it', () => {
    const directory = join(os.tmpdir(), `supermin-\xff-${process.pid}`);
    mkdirSync(Buffer.from(directory, 'latin1'));
    const share = { ...SHARE, directory };
    const types = (...names: ShareType[]) =>
      planShares([share], guest(...names), DAEMON).map(({ type }) => type);
    expect(types('virtiofs', '9p')).toEqual(['9p']);
    expect(() => types('virtiofs')).toThrow(/virtiofsd takes only names in UTF-8/);
    rmdirSync(Buffer.from(directory, 'latin1'));
  });

  it('needs nothing for no shares', () => {
    expect(planShares([], guest(), 'virtiofsd is not installed')).toEqual([]);
  });

  it.each([
    [
      guest('virtiofs'),
      'virtiofsd is not installed',
      /not installed; .*no 9p/,
      /install virtiofsd/,
    ],
    [guest('virtiofs'), '/v needs root, or newgidmap from uidmap', /newgidmap/, /install uidmap/],
    [guest(), '/v needs root, or a user namespace (no)', /user namespace/, /allow unprivileged/],
    [guest(), DAEMON, /no virtiofs module; .*no 9p module/, /use a kernel with/],
  ])('says what to install: guest %j, %j', (kernel, daemon, message, hint) => {
    expect(() => planShares([SHARE], kernel, daemon)).toThrow(
      expect.objectContaining({
        code: 'SHARE_IMPOSSIBLE',
        message: expect.stringMatching(message),
        hint: expect.stringMatching(hint),
      }),
    );
  });

  it.each([
    [{ ...SHARE, directory: '/no/such/directory' }, /no such directory/],
    [{ ...SHARE, directory: process.execPath }, /not a directory/],
    [{ ...SHARE, mount: 'relative' }, /not an absolute path/],
    [{ ...SHARE, mount: '/' }, /not an absolute path below/],
  ])('refuses %j', (share, message) => {
    expect(() => planShares([share], undefined, DAEMON)).toThrow(
      expect.objectContaining({ code: 'SHARE_UNUSABLE', message: expect.stringMatching(message) }),
    );
  });
});

it('what lies on a share', () => {
  const shares = [{ directory: '/d', mount: '/m', readOnly: false }];
  expect(['/m', '/m/x', '/mx', '/'].map((path) => isShared(path, shares))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
