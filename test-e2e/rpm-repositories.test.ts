import {
  chmodSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { digests, fsck } from '@supermin/test-support/images';
import { available, hasProgram, output, run, succeed } from '@supermin/test-support/programs';
import { encodePackage } from '@supermin/test-support/rpm';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT, USERS } from '@supermin/test-support/users';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DATABASE, makeFedoraRpms } from './support/fedora-root.ts';
import { superminSucceeds } from './support/installation.ts';
import { HAS_QEMU } from './support/qemu.ts';

const HAS_TOOLS = ['createrepo_c', 'rpm', 'rpmbuild'].every((name) =>
  available(name, hasProgram(name)),
);

/** What Debian's scripts make, and Fedora's packages have. */
function setupPackage(): Buffer {
  const account = (name: string) => ({
    path: `/etc/${name}`,
    content: readFileSync(`/usr/share/base-passwd/${name}.master`, 'latin1'),
  });
  return encodePackage({
    ...{ name: 'setup', version: '1', requires: ['filesystem'] },
    files: [account('passwd'), account('group'), { path: '/usr/bin/sh', linkTo: 'dash' }],
  });
}

describe.runIf(IS_ROOT && HAS_QEMU && HAS_TOOLS)(
  'a Fedora-like distribution, from its repository',
  () => {
    const directory = scratchDirectory();
    const repository = join(directory, 'repository');
    const file = join(directory, 'x.repo');
    let server: Server;

    beforeAll(async () => {
      chmodSync(directory, 0o755);
      const { rpms } = await makeFedoraRpms(directory);
      mkdirSync(repository);
      for (const path of rpms) renameSync(path, join(repository, basename(path)));
      writeFileSync(join(repository, 'setup-1-1.noarch.rpm'), setupPackage());
      output('createrepo_c', ['--quiet', '--no-database', repository]);
      server = createServer(({ url }, answer) => {
        const path = join(repository, decodeURIComponent(url!));
        if (!existsSync(path)) answer.writeHead(404).end();
        else createReadStream(path).pipe(answer);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      writeFileSync(file, `[x]\nbaseurl=http://127.0.0.1:${port}\ngpgcheck=0\n`);
    });

    afterAll(() => new Promise((resolve) => server.close(resolve)));

    const PACKAGES = ['bash', 'coreutils', 'mount', 'setup', 'fedora-release', 'util-linux'];

    it('rpm -Va finds nothing wrong with a tree of its packages', async () => {
      const cache = { env: { XDG_CACHE_HOME: join(directory, 'cache') } };
      const input = join(directory, 'd');
      await superminSucceeds(['prepare', '--from', file, ...PACKAGES, '-o', input], cache);
      const output = join(directory, 'chroot');
      await superminSucceeds(['build', '-f', 'chroot', input, '-o', output], cache);
      const rpm = ['--root', output, '--dbpath', DATABASE];
      const { stdout } = await succeed('rpm', [...rpm, '-qa', '--qf', '%{NAME}\n']);
      expect(stdout.split('\n')).toEqual(expect.arrayContaining(PACKAGES));
      const verified = await run('rpm', [...rpm, '-Va']);
      // In a chroot, absolute links are made relative: their targets differ, and nothing else.
      const lines = verified.stdout.split('\n').filter((line) => !line.startsWith('....L....  '));
      expect(lines).toEqual(['']);
    });

    it('gives the same image to everybody', async () => {
      const lock = join(directory, 'd');
      const made: string[] = [];
      for (const user of USERS) {
        const scratch = scratchDirectory({}, user);
        const options = { ...user, env: { XDG_CACHE_HOME: join(scratch, 'cache') } };
        const output = join(scratch, 'ext2');
        await superminSucceeds(
          ['build', '-f', 'ext2', '--size', 'auto', lock, '-o', output],
          options,
        );
        await fsck(join(output, 'root'));
        made.push(digests(output));
      }
      expect(new Set(made).size).toBe(1);
    });

    it('runs commands in a VM', async () => {
      const cache = { env: { XDG_CACHE_HOME: join(directory, 'cache') } };
      const script = '. /etc/os-release; echo "$ID $(uname -r | grep -c .)"';
      const { stdout } = await superminSucceeds(
        ['run', '--from', file, '-p', 'setup', '-p', 'fedora-release', '--', 'bash', '-c', script],
        cache,
      );
      expect(stdout).toBe('fedora 1\n');
    });
  },
);
