import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Options, run, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT } from '@supermin/test-support/users';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { SUPERMIN5 } from './support/installation.ts';

const DIVERTED = `${SUPERMIN5}.5`;
const CLIENT = '/usr/bin/libguestfs-test-tool';

/**
 * The client that cannot be changed, with our command in the place of its /usr/bin/supermin.
 *
 * dpkg-divert sets Debian's aside; it comes back whatever happens, also in a run after one that was killed.
 */
describe.runIf(IS_ROOT && existsSync(CLIENT))('libguestfs', () => {
  const directory = scratchDirectory();
  const cache = join(directory, 'cache');
  const options: Options = {
    timeout: 280_000,
    env: {
      LIBGUESTFS_BACKEND: 'direct',
      LIBGUESTFS_BACKEND_SETTINGS: 'force_tcg',
      LIBGUESTFS_CACHEDIR: cache,
      XDG_CACHE_HOME: join(directory, 'xdg'),
    },
  };

  beforeAll(async () => {
    mkdirSync(cache);
    if (existsSync(DIVERTED)) await restore();
    await succeed('dpkg-divert', ['--local', '--divert', DIVERTED, '--rename', '--add', SUPERMIN5]);
    const front = `${SUPERMIN5}.new`;
    writeFileSync(front, `#!/bin/sh\nexec '${inject('supermin')}' "$@"\n`);
    chmodSync(front, 0o755);
    renameSync(front, SUPERMIN5);
  });

  afterAll(restore);

  async function restore(): Promise<void> {
    await run('rm', ['-f', SUPERMIN5]);
    await succeed('dpkg-divert', ['--local', '--rename', '--remove', SUPERMIN5]);
    await succeed(SUPERMIN5, ['--version']);
  }

  it('passes its own test', async () => {
    const { status, stdout, stderr } = await run(CLIENT, [], options);
    const text = stdout + stderr;
    expect(text).toContain('supermin: version: 6.');
    expect(text).toMatch(/supermin: picked sd. .*as root device/);
    expect(text).toContain('===== TEST FINISHED OK =====');
    expect(status).toBe(0);
  });

  it('makes a disk, writes a file and reads it back, without another build', async () => {
    const disk = join(directory, 'disk.img');
    const built = identityOf();
    const { stdout } = await succeed('guestfish', ['-x'], {
      ...options,
      input: [
        `sparse ${disk} 100M`,
        'run',
        'part-disk /dev/sda mbr',
        'mkfs ext4 /dev/sda1',
        'mount /dev/sda1 /',
        'write /hello "from the appliance"',
        'cat /hello',
        '',
      ].join('\n'),
    });
    expect(stdout).toContain('from the appliance');
    const list = await succeed('virt-ls', ['-a', disk, '-m', '/dev/sda1', '/'], options);
    expect(list.stdout.split('\n')).toContain('hello');
    const free = await succeed('virt-df', ['-a', disk], options);
    expect(free.stdout).toMatch(/disk\.img:\/dev\/sda1/);
    expect(identityOf()).toBe(built);
  });

  /** Changes with every build; libguestfs only touches the files. */
  function identityOf(): string {
    const [owner = ''] = readdirSync(cache);
    return String(statSync(join(cache, owner, 'appliance.d', 'root')).ino);
  }
});
