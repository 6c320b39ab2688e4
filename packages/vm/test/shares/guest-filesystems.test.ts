import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { guestFilesystems } from '../../src/shares/guest-filesystems.ts';

describe('guestFilesystems', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(os.tmpdir(), 'supermin-modules-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));
  const write = (name: string, text: string) => writeFileSync(join(directory, name), text);

  it('finds modules, whatever they are packed with', () => {
    write(
      'modules.dep',
      [
        'kernel/fs/fuse/virtiofs.ko.xz: kernel/fs/fuse/fuse.ko.xz',
        'kernel/fs/9p/9p.ko: kernel/net/9p/9pnet.ko',
        'kernel/net/9p/9pnet.ko:',
        'kernel/net/9p/9pnet_virtio.ko: kernel/net/9p/9pnet.ko',
        '',
      ].join('\n'),
    );
    expect(guestFilesystems(directory)).toEqual(new Set(['virtiofs', '9p']));
  });

  it('counts what is built in', () => {
    write('modules.dep', '');
    write('modules.builtin', 'kernel/fs/9p/9p.ko\nkernel/net/9p/9pnet_virtio.ko\n');
    expect(guestFilesystems(directory)).toEqual(new Set(['9p']));
  });

  it('does not take a dependency, a lookalike or half of it', () => {
    write(
      'modules.dep',
      'kernel/x.ko: kernel/fs/fuse/virtiofs.ko\nkernel/fs/9p/9p.ko:\nkernel/not9pnet_virtio.ko:\n',
    );
    expect(guestFilesystems(directory)).toEqual(new Set());
  });

  it('does not know without a list', () => {
    expect(guestFilesystems(directory)).toBeUndefined();
    expect(guestFilesystems(join(directory, 'not-there'))).toBeUndefined();
  });
});
