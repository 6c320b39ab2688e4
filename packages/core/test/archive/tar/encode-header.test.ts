import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { encodeHeader, endOfArchive, padding } from '../../../src/archive/tar/encode-header.ts';

const PLAIN = { name: 'f', type: '0', mode: 0o4755, uid: 1, gid: 2, size: 0, mtime: 1e9 };

function listed(header: Buffer): string {
  const input = Buffer.concat([header, endOfArchive()]);
  const env = { ...process.env, TZ: 'UTC' };
  return execFileSync('tar', ['-tvf', '-', '--numeric-owner'], { input, env, encoding: 'latin1' });
}

it('one block where all has room', () => {
  const header = encodeHeader(PLAIN);
  expect(header).toHaveLength(512);
  expect(header.toString('latin1', 100, 148)).toBe(
    '0004755\x000000001\x000000002\x0000000000000\x0007346545000\x00',
  );
  expect(listed(header)).toMatch(/^-rwsr-xr-x 1\/2 +0 2001-09-09 01:46 f$/m);
});

it('numbers without room stand in records before it', () => {
  const header = encodeHeader({ ...PLAIN, uid: 8 ** 7, gid: 3_000_000, mtime: -86_400 });
  expect(listed(header)).toMatch(/^-rwsr-xr-x 2097152\/3000000 +0 1969-12-31 00:00 f$/m);
});

it.each([8, 9, 90, 91, 92, 93, 94, 95, 970, 985, 990])(
  'a record counts its own digits: %i',
  (length) => {
    const header = encodeHeader({ ...PLAIN, xattrs: new Map([['x', Buffer.alloc(length, 'v')]]) });
    const [, digits, rest] = /^(\d+)( .*\n)\0*$/s.exec(
      header.toString('latin1', 512, header.length - 512),
    )!;
    expect(Number(digits)).toBe(digits!.length + rest!.length);
  },
);

it('content is filled up to blocks', () => {
  expect([0, 1, 511, 512, 513].map((size) => padding(size).length)).toEqual([0, 511, 1, 0, 511]);
});
