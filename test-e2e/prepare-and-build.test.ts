import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fsck, listImage, uuidOf } from '@supermin/test-support/images';
import { succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { USERS } from '@supermin/test-support/users';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { superminSucceeds } from './support/installation.ts';

const PACKAGES = ['bash', 'coreutils', 'util-linux', 'mount', 'dash'];

function sha256(path: string): string {
  return spawnSync('sha256sum', [path]).stdout.toString().split(' ')[0]!;
}

describe.each(USERS)('prepare and build as $name', (user) => {
  const directory = scratchDirectory({}, user);
  const input = join(directory, 'd');
  const output = join(directory, 'a');
  const uid = user.uid === undefined ? {} : { uid: user.uid };

  beforeAll(async () => {
    await superminSucceeds(['prepare', ...PACKAGES, '-o', input], uid);
    await superminSucceeds(['build', '-f', 'ext2', input, '-o', output], uid);
  });

  it('makes an appliance of under 20 KB', async () => {
    expect(readdirSync(input).sort()).toEqual(['base.tar.gz', 'packages']);
    expect(readFileSync(join(input, 'packages'), 'latin1')).toBe(
      `${[...PACKAGES].sort().join('\n')}\n`,
    );
    const sizes = readdirSync(input).map((name) => statSync(join(input, name)).size);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(20_000);
    const { stdout } = await succeed('tar', ['tvzf', join(input, 'base.tar.gz')]);
    expect(stdout).toMatch(/^-rw-r--r-- root\/root .* \.\/etc\/bash\.bashrc$/m);
  });

  it('makes exactly kernel, initrd and root, which their tools know', async () => {
    expect(readdirSync(output).sort()).toEqual(['initrd', 'kernel', 'root']);
    expect((statSync(output).mode & 0o777).toString(8)).toBe('755');
    expect((statSync(join(output, 'root')).mode & 0o777).toString(8)).toBe('644');
    const root = join(output, 'root');
    await fsck(root);
    const uuid = await uuidOf(root);
    expect((await succeed('file', [root])).stdout).toContain(`UUID=${uuid}`);
    expect((await succeed('file', ['-L', join(output, 'kernel')])).stdout).toContain(
      'Linux kernel',
    );
    expect((await succeed('file', [join(output, 'initrd')])).stdout).toContain('cpio archive');
  });

  it('keeps owners, modes and setuid bits, whoever builds', async () => {
    const listing = await listImage(join(output, 'root'));
    expect(listing.get('/usr/bin/bash')).toMatchObject({ mode: '755', owner: '0:0' });
    expect(listing.get('/usr/bin/mount')).toMatchObject({ mode: '4755', owner: '0:0' });
    // From the base archive.
    expect(listing.get('/etc/bash.bashrc')).toMatchObject({ mode: '644', owner: '0:0' });
    expect(listing.get('/usr/bin/sh')).toMatchObject({ type: 'symlink', content: 'dash' });
  });

  it('makes the same bytes of the same input', async () => {
    const hashes = [];
    for (const name of ['first', 'second']) {
      const env = { SOURCE_DATE_EPOCH: '1700000000' };
      const again = join(directory, name);
      await superminSucceeds(['build', '-f', 'ext2', input, '-o', again, '--size', 'auto'], {
        ...uid,
        env,
      });
      hashes.push(['root', 'initrd'].map((file) => sha256(join(again, file))));
    }
    expect(hashes[0]).toEqual(hashes[1]);
  });

  it('makes the same bytes on one processor, where nothing is copied ahead by another thread', async () => {
    const env = { SOURCE_DATE_EPOCH: '1700000000' };
    const [two, one] = [join(directory, 'two'), join(directory, 'one')];
    await superminSucceeds(['build', '-f', 'ext2', '--size', '1G', input, '-o', two], {
      ...uid,
      env,
    });
    const argv = [
      '-c',
      '0',
      inject('supermin'),
      'build',
      '-f',
      'ext2',
      '--size',
      '1G',
      input,
      '-o',
      one,
    ];
    await succeed('taskset', argv, { ...uid, env: { ...env, HOME: '/nonexistent' } });
    const hashes = [two, one].map((path) => sha256(join(path, 'root')));
    await fsck(join(one, 'root'));
    expect(hashes[0]).toEqual(hashes[1]);
  });
});
