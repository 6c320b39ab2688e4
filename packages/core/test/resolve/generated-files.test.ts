import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { fileStatus } from '../../src/host/local-host.ts';
import { GeneratedFiles } from '../../src/resolve/generated-files.ts';

const has = (path: string) => new GeneratedFiles().has(path, fileStatus(statSync(path)));

describe('GeneratedFiles', () => {
  it.each(['/proc/cpuinfo', '/proc/self/status', '/sys/kernel/mm/transparent_hugepage/enabled'])(
    '%s is one, and is read to its end, whatever its size says',
    (path) => {
      expect(has(path)).toBe(true);
      const first = readFileSync(path, 'latin1').split('\n')[0];
      const bytes = new GeneratedFiles().read(path);
      expect(bytes?.toString('latin1').split('\n')[0]).toBe(first);
      expect(bytes?.length).not.toBe(statSync(path).size);
    },
  );

  it('a file of a disk is none, neither an empty one nor one that is all hole', () => {
    const path = `${scratchDirectory()}/file`;
    writeFileSync(path, '');
    expect(has(path)).toBe(false);
    truncateSync(path, 1 << 20);
    expect(has(path)).toBe(false);
  });

  it('ends with an error that names the file where there is no end', () => {
    const files = new GeneratedFiles(10_000);
    expect(() => files.read('/dev/zero')).toThrow(
      expect.objectContaining({
        code: 'FILE_ENDLESS',
        message: expect.stringContaining('/dev/zero'),
      }),
    );
  });

  it('counts the bytes of all of them', () => {
    const files = new GeneratedFiles(readFileSync('/proc/version').length);
    expect(files.read('/proc/version')).toEqual(readFileSync('/proc/version'));
    expect(() => files.read('/proc/version')).toThrow('/proc/version');
  });

  it('what the kernel gives to nobody is unreadable', () => {
    // Address 0 of a process is never there.
    expect(new GeneratedFiles().read('/proc/self/mem')).toBeUndefined();
    expect(new GeneratedFiles().read('/proc/none')).toBeUndefined();
  });
});
