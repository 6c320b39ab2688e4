import os from 'node:os';
import { describe, expect, it } from 'vitest';
import type { ShareType } from '../../src/run/guest-filesystems.ts';
import { planShares } from '../../src/run/shares.ts';
import type { Virtiofsd } from '../../src/run/virtiofsd.ts';

const DAEMON: Virtiofsd = { program: '/v', flavour: 'rust', prefix: [], sandbox: 'none' };
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
