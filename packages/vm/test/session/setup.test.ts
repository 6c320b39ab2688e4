import { expect, it } from 'vitest';
import { encodeSetup } from '../../src/session/setup.ts';
import { fieldsOf } from './fields.ts';

it('has the name and a field for each share, in their order', () => {
  const payload = encodeSetup({
    hostname: 'guest',
    sync: false,
    isolated: false,
    shares: [
      { tag: 'share0', type: '9p', directory: '/d', mount: '/mnt', readOnly: true },
      { tag: 'share1', type: 'virtiofs', directory: '/e', mount: '/\xff', readOnly: false },
    ],
  });
  expect(fieldsOf(payload)).toEqual([
    [4, 'guest'],
    [6, 'share0\x009p\0/mnt\0ro'],
    [6, 'share1\0virtiofs\0/\xff\0rw'],
  ]);
});

it('tells of disks to write back', () => {
  const setup = { hostname: 'h', shares: [], sync: true, isolated: false };
  expect(fieldsOf(encodeSetup(setup))).toEqual([
    [4, 'h'],
    [9, ''],
  ]);
});

it('tells of a card that reaches nobody', () => {
  const setup = { hostname: 'h', shares: [], sync: false, isolated: true };
  expect(fieldsOf(encodeSetup(setup))).toEqual([
    [4, 'h'],
    [10, ''],
  ]);
});

it('refuses a NUL in a mount point', () => {
  const share = { tag: 't', type: '9p', directory: '/d', mount: '/\0', readOnly: true } as const;
  expect(() =>
    encodeSetup({ hostname: 'h', sync: false, isolated: false, shares: [share] }),
  ).toThrow(expect.objectContaining({ code: 'JOB_UNUSABLE', exitStatus: 125 }));
});
