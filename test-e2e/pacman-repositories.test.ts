import {
  chmodSync,
  createReadStream,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SigningKey } from '@supermin/test-support/apt';
import { digests, fsck, listImage } from '@supermin/test-support/images';
import { available, hasProgram, run } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT, USERS } from '@supermin/test-support/users';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeArchRepository } from './support/arch-repository.ts';
import { supermin, superminSucceeds } from './support/installation.ts';
import { HAS_QEMU } from './support/qemu.ts';

const PACKAGES = ['bash', 'coreutils', 'grep', 'sed', 'mount'];

const HAS_TOOLS = ['pacman', 'repo-add', 'bsdtar', 'gpg', 'gpgv', 'zstd'].every((name) =>
  available(name, hasProgram(name)),
);

describe.runIf(IS_ROOT && HAS_TOOLS)('packages of an Arch-like repository', () => {
  const top = scratchDirectory();
  const configuration = join(top, 'my.conf');
  const asked: string[] = [];
  const server = createServer((request, answer) => {
    const path = join(top, decodeURIComponent(request.url!));
    asked.push(request.url!);
    if (statSync(path, { throwIfNoEntry: false })?.isFile()) createReadStream(path).pipe(answer);
    else answer.writeHead(404).end();
  });

  beforeAll(async () => {
    const key = new SigningKey(join(top, 'k'));
    mkdirSync(join(top, 'keys'));
    writeFileSync(join(top, 'keys/pubring.gpg'), readFileSync(key.keyring));
    await makeArchRepository(top, PACKAGES, key);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    writeFileSync(join(top, 'mirrorlist'), `Server = http://127.0.0.1:${port}/$repo\n`);
    const lines = ['[options]', 'Architecture = auto', `GPGDir = ${top}/keys`];
    writeFileSync(
      configuration,
      [
        ...lines,
        'SigLevel = Required DatabaseOptional',
        '[core]',
        `Include = ${top}/mirrorlist`,
        '',
      ].join('\n'),
    );
    chmodSync(top, 0o755);
  }, 600_000);
  afterAll(() => void server.close());

  describe.each(USERS)('as $name', (user) => {
    const mine = scratchDirectory({}, user);
    const cache = {
      ...(user.uid === undefined ? {} : { uid: user.uid }),
      env: { XDG_CACHE_HOME: join(mine, 'cache') },
      timeout: 600_000,
    };
    const appliance = join(mine, 'd');

    it('prepare writes a lock of what pacman would install, and the kernel beside it', async () => {
      await superminSucceeds(
        ['prepare', '--from', configuration, ...PACKAGES, '-o', appliance],
        cache,
      );
      const lock = JSON.parse(readFileSync(join(appliance, 'lock.json'), 'utf8'));
      const names = lock.packages.map(({ name }: { name: string }) => name);
      expect(names).toContain('filesystem');
      expect(names).not.toContain('linux');
      expect(lock.kernel).toMatchObject({ name: 'linux' });
      expect(lock).toMatchObject({ backend: 'pacman', family: 'arch/pacman' });
    }, 600_000);

    it('build makes an image that is the same from any cache, without asking for the index', async () => {
      const build = ['build', '-f', 'ext2', '--size', 'auto', appliance, '-o'];
      await superminSucceeds([...build, join(mine, 'a')], cache);
      await fsck(join(mine, 'a/root'));
      const listing = await listImage(join(mine, 'a/root'));
      expect(listing.get('/usr/bin/bash')).toMatchObject({ mode: '755', owner: '0:0' });
      expect(listing.get('/var/lib/pacman/local/ALPM_DB_VERSION')).toMatchObject({ mode: '644' });
      asked.length = 0;
      const other = { ...cache, env: { XDG_CACHE_HOME: join(mine, 'other') } };
      await superminSucceeds([...build, join(mine, 'b')], other);
      expect(asked.filter((url) => /\.(db|sig)$/.test(url))).toEqual([]);
      expect(digests(join(mine, 'b'))).toBe(digests(join(mine, 'a')));
      rmSync(join(mine, 'b'), { recursive: true });
      rmSync(join(mine, 'other'), { recursive: true });
    }, 600_000);

    it('fetch --configure keeps what the scripts take as well: the files that pacman installs', async () => {
      asked.length = 0;
      await superminSucceeds(['fetch', appliance], cache);
      expect(asked).toEqual([]);
      await superminSucceeds(['fetch', '--configure', appliance], cache);
      expect(asked.length).toBeGreaterThan(PACKAGES.length);
      asked.length = 0;
      await superminSucceeds(['fetch', '--configure', appliance], cache);
      expect(asked).toEqual([]);
    }, 600_000);

    it.runIf(user.uid === undefined)(
      'pacman finds its database in order',
      async () => {
        const root = join(mine, 'chroot');
        await superminSucceeds(['build', '-f', 'chroot', appliance, '-o', root], cache);
        const pacman = (...args: string[]) =>
          run('pacman', [
            ...['--config', '/dev/null', '--root', root],
            ...['--dbpath', join(root, 'var/lib/pacman'), ...args],
          ]);
        const lock = JSON.parse(readFileSync(join(appliance, 'lock.json'), 'utf8'));
        const installed = lock.packages.map(
          ({ name, version }: { name: string; version: string }) => `${name} ${version}\n`,
        );
        expect((await pacman('-Q')).stdout.split(/(?<=\n)/).sort()).toEqual([...installed].sort());
        const checked = await pacman('-Qk');
        expect(checked.stdout.match(/, 0 missing files$/gm)?.length).toBe(lock.packages.length);
        // Links of a chroot lead to the same place in another spelling; what is without files has a list that not even pacman can read.
        const expected = /\(Symlink path mismatch\)$|Unrecognized archive format$/;
        const { stderr } = await pacman('-Qkk');
        expect(stderr.split('\n').filter((line) => line !== '' && !expected.test(line))).toEqual(
          [],
        );
        expect((await pacman('-Dk')).status).toBe(0);
        rmSync(root, { recursive: true });
      },
      600_000,
    );

    it.runIf(HAS_QEMU)(
      'run takes them, too',
      async () => {
        const argv = [
          'run',
          '--from',
          configuration,
          '--',
          'bash',
          '-c',
          'echo $((6*7)); uname -s',
        ];
        const { status, stdout, stderr } = await supermin(argv, cache);
        expect({ status, stdout, stderr: stderr.replace(/.*kvm.*\n/gi, '') }).toEqual({
          ...{ status: 0, stdout: '42\nLinux\n', stderr: '' },
        });
      },
      600_000,
    );
  });

  it('refuses what is not signed by the keys of the configuration', async () => {
    const own = scratchDirectory();
    new SigningKey(join(own, 'k'), 'mallory');
    const other = join(own, 'other.conf');
    const text = readFileSync(configuration, 'utf8').replace(`${top}/keys`, `${own}/keys`);
    writeFileSync(other, text);
    mkdirSync(join(own, 'keys'));
    writeFileSync(join(own, 'keys/pubring.gpg'), readFileSync(join(own, 'k/public.gpg')));
    const { status, stderr } = await supermin(
      ['prepare', '--from', other, 'bash', '-o', join(own, 'd')],
      { env: { XDG_CACHE_HOME: join(own, 'cache') } },
    );
    expect(status).toBe(1);
    expect(stderr).toContain('and by no key of the keyring');
    expect(readdirSync(own)).not.toContain('d');
  }, 600_000);
});
