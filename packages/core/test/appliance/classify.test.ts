import { archive } from '@supermin/test-support/archive';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { classify } from '../../src/appliance/classify.ts';
import { run } from '../support/programs.ts';

const CPIO = ['-o', '--quiet'];

describe('classify', () => {
  it.each([
    ['nothing', '', 'empty'],
    ['a newline', '\n', 'empty'],
    ['CRLF only', '\r\n\r\n', 'empty'],
    ['packages', 'bash\ncoreutils\n', 'packages'],
    ['packages, one, no final newline', 'bash', 'packages'],
    ['packages after a blank line', '\n\r\nbash\n', 'packages'],
    ['packages that begin with a digit', '0ad\n', 'packages'],
    ['hostfiles', '/etc/*\n', 'hostfiles'],
    ['excludefiles', '-/usr/share/*\n', 'excludefiles'],
    ['a script', '#!/bin/sh\n', 'unknown'],
    ['a blank in front', ' bash\n', 'unknown'],
    ['text with a NUL in it', 'bash\0\n', 'unknown'],
    ['a program', '\x7fELF\x02\x01\x01\0', 'unknown'],
    ['100 zeros', '\0'.repeat(100), 'unknown'],
    ['UTF-8 letters', '\xc3\xa9tude\n', 'unknown'],
    ['600 newlines, and who knows what then', '\n'.repeat(600), 'unknown'],
    ["supermin 4's hostfiles", '.\n./etc\n', 'hostfiles'],
    ["supermin 4's hostfiles after a blank line", '\r\n./etc\r\n', 'hostfiles'],
    ['a hidden name', '.profile\n', 'unknown'],
    ['cpio newc by its magic', '070701xxx', 'base image (cpio)'],
    ['cpio newc with checksums', '070702xxx', 'base image (cpio)'],
    ['cpio odc', '070707xxx', 'cpio'],
  ])('%s', (_, text, kind) => {
    expect(classify(Buffer.from(text, 'latin1'))).toBe(kind);
  });

  it.each([
    ['newc', 'base image (cpio)'],
    ['crc', 'base image (cpio)'],
    ['odc', 'cpio'],
  ])('a cpio archive in the format %s', (format, kind) => {
    expect(classify(run('cpio', [...CPIO, '-H', format], ''))).toBe(kind);
  });

  it.each(['v7', 'oldgnu', 'gnu', 'ustar', 'posix'])('a tar archive in the format %s', (format) => {
    const directory = scratchDirectory({ 'etc/passwd': 'root' });
    const bytes = run('tar', ['-C', directory, `--format=${format}`, '-cf', '-', 'etc']);
    expect(classify(bytes)).toBe('base image (tar)');
    expect(classify(bytes.subarray(0, 512))).toBe('base image (tar)');
  });

  it('an empty tar', () => {
    expect(classify(run('tar', ['-cf', '-', '-T', '/dev/null']))).toBe('base image (tar)');
    expect(classify(archive([]).subarray(0, 512))).toBe('base image (tar)');
  });
});
