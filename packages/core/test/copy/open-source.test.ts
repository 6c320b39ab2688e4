import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { asOrdinaryUser, IS_ROOT } from '@supermin/test-support/users';
import { describe, expect, it } from 'vitest';
import { openSource, readPiece } from '../../src/copy/open-source.ts';
import type { Content } from '../../src/tree/node.ts';
import { failures } from '../support/sources.ts';

describe('openSource', () => {
  it('opens a file, and does not wait for a fifo that has taken its place', () => {
    const directory = scratchDirectory();
    writeFileSync(`${directory}/f`, 'x');
    execFileSync('mkfifo', [`${directory}/fifo`]);
    for (const name of ['f', 'fifo']) closeSync(openSource(`${directory}/${name}`, failures)!);
  });

  it('a file, or its directory, that is gone has vanished', () => {
    const path = `${scratchDirectory()}/f`;
    writeFileSync(path, 'x');
    expect(() => openSource(`${path}2`, failures)).toThrow(`${path}2: gone`);
    expect(() => openSource(`${path}/g`, failures)).toThrow(`${path}/g: gone`);
    expect(() => openSource(`/${'x'.repeat(300)}`, failures)).toThrow(/ENAMETOOLONG/);
  });

  it.runIf(IS_ROOT)('one that this user may not read is none', async () => {
    const directory = scratchDirectory();
    mkdirSync(`${directory}/d`);
    writeFileSync(`${directory}/d/f`, 'x', { mode: 0o600 });
    await asOrdinaryUser(() => {
      expect(openSource(`${directory}/d/f`, failures)).toBeUndefined();
    });
  });
});

describe('readPiece', () => {
  const NO_FILE = -1;

  function read(content: Content, fd: number, length: number, offset: number) {
    const target = Buffer.alloc(8, '.');
    const count = readPiece(content, fd, { target, at: 1, length, offset });
    return [target.toString(), count];
  }

  it('reads what there is of bytes, of a file and of parts of one', () => {
    const path = `${scratchDirectory()}/f`;
    writeFileSync(path, '0123456789');
    const fd = openSource(path, failures)!;
    const bytes: Content = { kind: 'bytes', bytes: Buffer.from('abc') };
    expect(read(bytes, NO_FILE, 2, 1)).toEqual(['.bc.....', 2]);
    expect(read(bytes, NO_FILE, 2, 2)).toEqual(['.c......', 1]);
    expect(read({ kind: 'path', path }, fd, 3, 2)).toEqual(['.234....', 3]);
    expect(read({ kind: 'path', path }, fd, 3, 9)).toEqual(['.9......', 1]);
    expect(read({ kind: 'part', path, offset: 5 }, fd, 3, 1)).toEqual(['.678....', 3]);
    expect(read({ kind: 'descriptor', fd, offset: 4 }, fd, 1, 1)).toEqual(['.5......', 1]);
    expect(read({ kind: 'path', path }, fd, 3, 20)).toEqual(['........', 0]);
    closeSync(fd);
  });
});
