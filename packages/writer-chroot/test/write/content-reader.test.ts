import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { file, hostFile } from '@supermin/test-support/trees';
import { asOrdinaryUser, IS_ROOT } from '@supermin/test-support/users';
import { describe, expect, it } from 'vitest';
import { ContentReader } from '../../src/write/content-reader.ts';

describe('ContentReader', () => {
  const read = (reader: ContentReader, length: number, offset: number) => {
    const target = Buffer.alloc(length);
    reader.read(target, length, offset);
    return target.toString();
  };

  it('reads files of the host, bytes in memory and parts of an open file', () => {
    const path = `${scratchDirectory()}/f`;
    writeFileSync(path, '0123456789');
    const fd = openSync(path, 'r');
    const whole = ContentReader.open(hostFile(path, 10))!;
    const part = ContentReader.open(
      file('', { size: 5, content: { kind: 'descriptor', fd, offset: 3 } }),
    )!;
    const bytes = ContentReader.open(file('abcdef'))!;
    expect([read(whole, 4, 2), read(part, 4, 1), read(bytes, 3, 2)]).toEqual([
      '2345',
      '4567',
      'cde',
    ]);
    for (const reader of [whole, part, bytes]) reader.close();
    // A borrowed descriptor stays open.
    closeSync(fd);
  });

  it('says that a file shrank, or is gone', () => {
    const path = `${scratchDirectory()}/f`;
    writeFileSync(path, '0123');
    const reader = ContentReader.open(hostFile(path, 10))!;
    expect(() => read(reader, 10, 0)).toThrow(
      expect.objectContaining({
        code: 'CHROOT_SOURCE_CHANGED',
        message: `${path} shrank while it was copied: 4 of 10 bytes were left`,
      }),
    );
    reader.close();
    expect(() => ContentReader.open(hostFile(`${path}-gone`, 1))).toThrow(
      expect.objectContaining({ code: 'CHROOT_SOURCE_CHANGED' }),
    );
  });

  it('does not wait for a fifo that took the place of a file', () => {
    const path = `${scratchDirectory()}/f`;
    execFileSync('mkfifo', [path]);
    const reader = ContentReader.open(hostFile(path, 4))!;
    expect(() => read(reader, 4, 0)).toThrow(/ESPIPE|shrank/);
    reader.close();
  });

  it.runIf(IS_ROOT)('is nothing for a file that this user may not read', async () => {
    const directory = scratchDirectory();
    mkdirSync(`${directory}/d`);
    writeFileSync(`${directory}/d/f`, 'x', { mode: 0o600 });
    await asOrdinaryUser(() => {
      expect(ContentReader.open(hostFile(`${directory}/d/f`, 1))).toBeUndefined();
    });
  });
});
