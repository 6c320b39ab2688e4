import { execFileSync } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readExtSuperblock } from '../../src/kernel/ext-superblock.ts';
import { temporaryDirectory } from './fixture.ts';

const UUID = '0f0e0d0c-0b0a-4908-8706-050403020100';

it.each(['ext2', 'ext4'])('of %s has what mke2fs was told', (type) => {
  const path = join(temporaryDirectory(), 'image');
  writeFileSync(path, '');
  truncateSync(path, 4 << 20);
  const make = (...more: string[]) =>
    execFileSync('/sbin/mke2fs', ['-q', '-F', '-t', type, ...more, path]);
  make('-U', UUID, '-M', '/mnt');
  const image = { kind: 'path', path } as const;
  expect(readExtSuperblock(image)).toEqual({ uuid: UUID, lastMounted: '/mnt', size: 4 << 20 });
  make('-U', 'clear');
  const uuid = '00000000-0000-0000-0000-000000000000';
  expect(readExtSuperblock(image)).toEqual({ uuid, lastMounted: '', size: 4 << 20 });
});

it('of another file, or a short one, is none', () => {
  const path = join(temporaryDirectory(), 'image');
  for (const content of ['', 'x'.repeat(1400), 'x'.repeat(4096)]) {
    writeFileSync(path, content);
    expect(readExtSuperblock({ kind: 'path', path })).toBeUndefined();
  }
});
