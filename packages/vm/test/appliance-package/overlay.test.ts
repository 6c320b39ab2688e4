import { execFileSync } from 'node:child_process';
import { chmodSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { packOverlay } from '../../src/appliance-package/overlay.ts';

/** What tar says of an archive: mode, owner, name. */
function listing(archive: Buffer): string[] {
  const env = { ...process.env, LC_ALL: 'C' };
  const text = execFileSync('tar', ['-tvf', '-'], { input: archive, encoding: 'utf8', env });
  return text
    .trim()
    .split('\n')
    .map((line) => line.replace(/^(\S+) (\S+) .*?\d\d:\d\d (.*)$/, '$1 $2 $3'));
}

describe('packOverlay', () => {
  it('lays a tree over the root, owned by root', async () => {
    const directory = scratchDirectory({
      init: '#!/bin/sh\n',
      'etc/motd': 'hi\n',
      'etc/\u00e9': '',
    });
    chmodSync(`${directory}/init`, 0o700);
    chmodSync(`${directory}/etc/motd`, 0o640);
    symlinkSync('etc/motd', `${directory}/link`);
    const { archive, excludes } = packOverlay(directory);
    expect(listing(archive)).toEqual([
      '-rw-r--r-- root/root ./etc/motd',
      '-rw-r--r-- root/root ./etc/\\303\\251',
      '-rwxr-xr-x root/root ./init',
      'lrwxrwxrwx root/root ./link -> etc/motd',
    ]);
    expect(excludes).toEqual(['-/etc/motd', '-/etc/\xc3\xa9', '-/init', '-/link']);
    expect(
      execFileSync('tar', ['-xOf', '-', './init'], { input: archive, encoding: 'latin1' }),
    ).toBe('#!/bin/sh\n');
  });

  it('knows both names of what lies where /bin is a link', async () => {
    const { excludes } = packOverlay(scratchDirectory({ 'usr/bin/a': '', 'lib64/b': '', bin: '' }));
    expect(excludes).toEqual([
      ...['-/bin', '-/lib64/b', '-/usr/lib64/b'],
      ...['-/usr/bin/a', '-/bin/a'],
    ]);
  });

  it('excludes nothing but the path itself', async () => {
    const directory = scratchDirectory({ 'a[b]*?\\c': '' });
    expect(packOverlay(directory).excludes).toEqual(['-/a[[]b][*][?]\\c']);
  });

  it('refuses names that no list can hold', async () => {
    expect(() => packOverlay(scratchDirectory({ 'a\nb': '' }))).toThrow(/holds a newline/);
  });

  it('refuses what is neither file, directory nor link', async () => {
    const directory = scratchDirectory();
    execFileSync('mkfifo', [`${directory}/fifo`]);
    expect(() => packOverlay(directory)).toThrow(/fifo: neither a file/);
  });

  it('refuses more than fits into memory, without reading it', async () => {
    const directory = scratchDirectory();
    writeFileSync(`${directory}/huge`, '');
    truncateSync(`${directory}/huge`, 2 ** 40);
    expect(() => packOverlay(directory)).toThrow(/huge: more than/);
  });
});
