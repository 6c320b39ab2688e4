import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { modulesDirectory, readModulesImage } from '../../src/kernel/modules-image.ts';

const directory = mkdtempSync(join(tmpdir(), 'supermin-modules-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const file = join(directory, 'image');
const UUID = '0f0e0d0c-0b0a-4908-8706-050403020100';

/** By mke2fs, as anybody may make one. */
function make(mounted: string): void {
  rmSync(file, { force: true });
  writeFileSync(file, '');
  truncateSync(file, 1 << 20);
  execFileSync('/sbin/mke2fs', ['-q', '-F', '-t', 'ext2', '-U', UUID, '-M', mounted, file]);
}

test('UUID and version, from where it was last mounted', () => {
  make('/lib/modules/6.1.0-18-amd64');
  expect(readModulesImage({ kind: 'path', path: file })).toEqual({
    uuid: UUID,
    version: '6.1.0-18-amd64',
  });
  expect(modulesDirectory('6.1')).toBe('/lib/modules/6.1');
});

test.each(['/', '/lib/modules/', '/lib/modules/..', '/lib/modules/a/b', '/mnt'])(
  'a filesystem that belongs to %s is none',
  (mounted) => {
    make(mounted);
    expect(readModulesImage({ kind: 'path', path: file })).toBeUndefined();
  },
);

test('short, empty and other files are none', () => {
  for (const content of ['', 'x'.repeat(1400), 'x'.repeat(4096)]) {
    writeFileSync(file, content);
    expect(readModulesImage({ kind: 'path', path: file })).toBeUndefined();
  }
});
