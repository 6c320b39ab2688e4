import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, test } from 'vitest';
import { encodeArchive, readArchive } from '../../src/index.ts';
import { cpio } from '../cpio.ts';

test('reads what cpio -H newc writes', () => {
  const directory = scratchDirectory();
  mkdirSync(join(directory, 'd'));
  writeFileSync(join(directory, 'd/empty'), '');
  writeFileSync(join(directory, 'd/f'), 'content\n');
  symlinkSync('f', join(directory, 'd/l'));
  const names = 'd\nd/empty\nd/f\nd/l\n';
  for (const format of ['newc', 'crc']) {
    const archive = cpio(['-o', '--quiet', '-H', format], names, directory);
    const told = readArchive(archive).entries.map(
      ({ type, name, content }) => `${type} ${name} ${Buffer.from(content)}`,
    );
    expect(told).toEqual(['directory d ', 'file d/empty ', 'file d/f content\n', 'symlink d/l f']);
  }
});

test('content is a part of what was handed in', () => {
  const archive = encodeArchive([{ name: 'f', type: 'file', mode: 0, content: 'data' }]);
  const [entry] = readArchive(archive).entries;
  expect(entry!.content.buffer).toBe(archive.buffer);
});

test('an initramfs as dracut and initramfs-tools make it: early part, then a compressed one', () => {
  const early = encodeArchive([
    { name: 'early_cpio', type: 'file', mode: 0o644, content: '1\n' },
    { name: 'kernel/x86/microcode/AuthenticAMD.bin', type: 'file', mode: 0o644, content: 'code' },
  ]);
  const main = gzipSync(encodeArchive([{ name: 'init', type: 'file', mode: 0o755 }]));
  const { entries, rest } = readArchive(Buffer.concat([early, main]));
  expect(entries.map((entry) => entry.name)).toEqual([
    'early_cpio',
    'kernel/x86/microcode/AuthenticAMD.bin',
  ]);
  expect(rest).toMatchObject({ offset: early.length, compression: 'gzip' });
  expect(Buffer.from(rest!.bytes).equals(main)).toBe(true);
});

test("names the archive in errors; the errors carry core's brand", () => {
  const act = () => readArchive(Buffer.from('garbage'), '/boot/initrd');
  expect(act).toThrow("/boot/initrd: at offset 0 is not a cpio header: 'garbag'");
  expect(act).toThrow(expect.objectContaining({ [Symbol.for('supermin.error')]: true }));
});

test('an empty file', () => {
  expect(() => readArchive(new Uint8Array())).toThrow('truncated at offset 0');
});
