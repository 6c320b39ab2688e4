import { closeSync, readlinkSync, statfsSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { openMemory } from '../../src/snapshot/open-memory.ts';

describe('openMemory', () => {
  it('is in memory where there is room, else below the directory, else nowhere', () => {
    const directory = scratchDirectory();
    const free = (path: string) => {
      const { bavail, bsize } = statfsSync(path);
      return bavail * bsize;
    };
    const where = (bytes: number) => {
      const fd = openMemory(directory, bytes);
      const name = readlinkSync(`/proc/self/fd/${fd}`);
      closeSync(fd);
      return name.slice(0, name.lastIndexOf('/'));
    };
    expect(where(2 ** 20)).toBe('/dev/shm');
    const [memory, disk] = [free('/dev/shm'), free(directory)];
    if (disk > memory) expect(where(memory + 2 ** 30)).toBe(directory);
    const size = Math.max(memory, disk) * 2;
    expect(() => openMemory(directory, size)).toThrow(
      expect.objectContaining({
        code: 'FORK_NO_SPACE',
        message: expect.stringContaining(directory),
      }),
    );
  });
});
