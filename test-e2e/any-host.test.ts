import { chmodSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { digests } from '@supermin/test-support/images';
import { hasProgram, output, run, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT } from '@supermin/test-support/users';
import { describe, expect, inject, it } from 'vitest';
import { supermin, superminSucceeds } from './support/installation.ts';

/** What supermin takes: nothing of a package manager, and no kernel. */
const PROGRAMS = [process.execPath, '/bin/sh', '/usr/bin/env', '/usr/bin/xz'];

const NOBODY = '65534:65534';

/** A root with these programs and what they are linked with, and the command. */
function makeRoot(root: string, release: string, installation: string): void {
  const put = (path: string) => {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    copyFileSync(path, join(root, path));
  };
  for (const program of PROGRAMS) {
    put(program);
    chmodSync(join(root, program), 0o755);
    for (const [path] of output('ldd', [program]).toString().matchAll(/\/\S+/g)) put(path);
  }
  for (const name of ['etc', 'proc', 'dev', 'tmp', 'work', 'opt']) {
    mkdirSync(join(root, name), { recursive: true });
  }
  writeFileSync(join(root, 'etc/os-release'), release);
  output('cp', ['-a', installation, join(root, 'opt/supermin')]);
}

const IN_ROOT = `mount --bind /dev "$1/dev" && mount -t proc proc "$1/proc" && shift &&
  exec chroot --userspec=${NOBODY} "$@"`;

describe.runIf(IS_ROOT && hasProgram('unshare'))('one lock, on any machine', () => {
  const top = scratchDirectory();
  const appliance = join(top, 'd');
  const host = { env: { XDG_CACHE_HOME: join(top, 'cache') }, timeout: 600_000 };

  describe.each([
    ['Alpine', 'ID=alpine\nVERSION_ID=3.20\n'],
    ['Fedora', 'ID=fedora\nVERSION_ID=42\n'],
  ])('in a root like %s', (name, release) => {
    it('gives the same bytes to an ordinary user without a network, apt or a kernel', async ({
      skip,
    }) => {
      if (!existsSync(join(top, 'ours'))) {
        const argv = ['prepare', '--from', 'debian:bookworm', 'bash', 'coreutils', '-o', appliance];
        const { status, stderr } = await supermin(argv, host);
        skip(/could not download/.test(stderr), 'no network');
        expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
        const build = ['build', '-f', 'ext2', '--size', 'auto', appliance];
        await superminSucceeds([...build, '-o', join(top, 'ours')], host);
      }
      const root = join(top, name);
      makeRoot(root, release, dirname(dirname(inject('supermin'))));
      const work = join(root, 'work');
      await superminSucceeds(['fetch', appliance], {
        ...host,
        env: { XDG_CACHE_HOME: join(work, 'cache') },
      });
      await succeed('cp', ['-a', appliance, join(work, 'd')]);
      await succeed('chown', ['-R', NOBODY, work]);
      const command = '/opt/supermin/bin/supermin';
      const build = [command, 'build', '-f', 'ext2', '--size', 'auto', '/work/d'];
      const ended = await run(
        'unshare',
        ['-m', '-n', 'sh', '-c', IN_ROOT, 'sh', root, root, ...build, '-o', '/work/theirs'],
        {
          env: {
            PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
            XDG_CACHE_HOME: '/work/cache',
            HOME: '/work',
            NODE_EXTRA_CA_CERTS: '',
          },
          timeout: 600_000,
        },
      );
      expect(ended).toMatchObject({ status: 0, stderr: '' });
      expect(digests(join(work, 'theirs'))).toBe(digests(join(top, 'ours')));
    }, 900_000);
  });
});
