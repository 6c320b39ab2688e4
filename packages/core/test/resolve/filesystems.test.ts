import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { localHost } from '../../src/host/local-host.ts';
import { Filesystems } from '../../src/resolve/filesystems.ts';

const host = localHost();
const inMemory = mkdtempSync('/dev/shm/supermin-test-');
afterAll(() => rmSync(inMemory, { recursive: true }));
const isMount = (path: string) => new Filesystems(host).isMemoryMount(host.lstat(path)!, path);

describe('isMemoryMount', () => {
  it('is true of what the kernel has mounted on directories of packages', () => {
    expect(['/proc', '/sys', '/dev'].filter((path) => !isMount(path))).toEqual([]);
  });

  it('is false below such a mount, of a file there, and of directories of a disk', () => {
    expect(['/proc/self/fd', '/sys/kernel', '/proc/version', '/usr', '/'].filter(isMount)).toEqual(
      [],
    );
  });

  it('is false of a root’s own directories, even if that root lies in memory', () => {
    mkdirSync(`${inMemory}/usr/bin`, { recursive: true });
    const root = localHost(inMemory);
    const filesystems = new Filesystems(root);
    const mounts = ['/', '/usr', '/usr/bin'].filter((path) =>
      filesystems.isMemoryMount(root.lstat(path)!, path),
    );
    expect(mounts).toEqual([]);
  });
});

describe('tellChanges', () => {
  it('is false of filesystems whose times say nothing, and of what does not lie on this machine', () => {
    const { dev } = host.lstat('/proc')!;
    expect(new Filesystems(host).tellChanges(dev, '/proc')).toBe(false);
    const elsewhere = { ...host, open: () => ({ kind: 'bytes' as const, bytes: Buffer.alloc(0) }) };
    expect(new Filesystems(elsewhere).tellChanges(host.lstat('/usr')!.dev, '/usr')).toBe(false);
  });
});
