import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type DebDescription, ScratchApt, signedSources } from '@supermin/test-support/apt';
import { digests, fsck, listImage } from '@supermin/test-support/images';
import { available, hasProgram, output } from '@supermin/test-support/programs';
import { pick, randomNumbers } from '@supermin/test-support/random';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { USERS } from '@supermin/test-support/users';
import { beforeAll, describe, expect, it } from 'vitest';
import { supermin, superminSucceeds } from './support/installation.ts';
import { HAS_QEMU } from './support/qemu.ts';

const PACKAGES: readonly DebDescription[] = [
  {
    name: 'tool',
    arch: 'amd64',
    fields: { Depends: 'library' },
    files: { init: '#!/bin/sh\n', 'usr/bin/tool': '#!/bin/sh\n', 'etc/tool.conf': 'a=1\n' },
    control: { conffiles: '/etc/tool.conf\n' },
  },
  { name: 'library', files: { 'usr/lib/library.so': 'elf' } },
];

const HAS_TOOLS = ['gpg', 'gpgv', 'dpkg-deb', 'xz'].every((name) =>
  available(name, hasProgram(name)),
);

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Random sets of packages that apt is asked about, of each release and architecture: 60 in all. */
const SETS = 15;

describe.runIf(HAS_TOOLS).each(USERS)('packages of a repository as $name', (user) => {
  const top = scratchDirectory({}, user);
  const mirror = scratchDirectory();
  const appliance = join(top, 'd');
  const uid = user.uid === undefined ? {} : { uid: user.uid };
  const cache = (name: string) => ({ ...uid, env: { XDG_CACHE_HOME: join(top, name) } });
  const sources = join(mirror, 'my.sources');

  beforeAll(async () => {
    signedSources(mirror, PACKAGES);
    const argv = ['prepare', '--from', sources, '--arch', 'amd64', 'tool', '-o', appliance];
    await superminSucceeds(argv, cache('one'));
  });

  it('prepare writes names and a lock, and downloads no package', () => {
    expect(readdirSync(appliance).sort()).toEqual(['lock.json', 'packages']);
    expect(readFileSync(join(appliance, 'packages'), 'utf8')).toBe('tool\n');
    const lock = JSON.parse(readFileSync(join(appliance, 'lock.json'), 'utf8'));
    expect(lock.packages.map(({ name }: { name: string }) => name)).toEqual(['library', 'tool']);
    expect(existsSync(join(top, 'one/supermin/layers-1'))).toBe(false);
  });

  it('a build from the lock gives the same bytes, from any cache, also without the repository', async () => {
    await superminSucceeds(['build', '-f', 'cpio', appliance, '-o', join(top, 'a')], cache('one'));
    await superminSucceeds(['fetch', appliance], cache('two'));
    renameSync(join(mirror, 'm'), join(mirror, 'gone'));
    try {
      await superminSucceeds(
        ['build', '-f', 'cpio', appliance, '-o', join(top, 'b')],
        cache('two'),
      );
      const { status, stderr } = await supermin(['fetch', appliance], cache('three'));
      expect(status).toBe(1);
      expect(stderr).toContain('could not download');
    } finally {
      renameSync(join(mirror, 'gone'), join(mirror, 'm'));
    }
    expect(digests(join(top, 'a'))).toBe(digests(join(top, 'b')));
    const [image] = readdirSync(join(top, 'a')).filter((name) => /initr/.test(name));
    const listed = output('cpio', ['-it', '--quiet', '-F', join(top, 'a', image!)]).toString();
    expect(listed).toMatch(/^etc\/tool\.conf$/m);
    expect(listed).toMatch(/^var\/lib\/dpkg\/info\/tool\.list$/m);
  });

  it('build --from needs no lock', async () => {
    const input = join(top, 'names');
    mkdirSync(input, { recursive: true });
    writeFileSync(join(input, 'packages'), 'tool\n');
    const argv = ['build', '-f', 'cpio', '--from', sources, '--arch', 'amd64', input];
    await superminSucceeds([...argv, '-o', join(top, 'c')], cache('one'));
    expect(digests(join(top, 'c'))).toBe(digests(join(top, 'a')));
  });

  it.each([
    [['--from', 'debain:bookworm'], 'did you mean debian:bookworm?'],
    [['--from', 'bookworm'], "unknown repository: 'bookworm'"],
    [['--from', '/nowhere.list'], '/nowhere.list: cannot be read'],
    [['--mirror', 'http://m.example', '--arch', 'amd64'], "option '--arch' needs '--from'"],
    [['--from', 'debian:bookworm', '--use-installed'], "'--use-installed' has no effect"],
  ])('says what is wrong with %j', async (options, text) => {
    const { status, stderr } = await supermin(
      ['prepare', ...options, 'tool', '-o', join(top, 'x')],
      cache('one'),
    );
    expect(status).not.toBe(0);
    expect(stderr).toContain(text);
  });
});

describe('packages of Debian', () => {
  const top = scratchDirectory();
  const appliance = join(top, 'd');
  const cache = { env: { XDG_CACHE_HOME: join(top, 'cache') }, timeout: 600_000 };
  const prepare = (release: string, ...names: string[]) =>
    supermin(['prepare', '--from', release, ...names, '-o', appliance], cache);

  it('become an image with their own kernel', async ({ skip }) => {
    const { status, stderr } = await prepare('debian:bookworm', 'bash', 'coreutils');
    skip(/DOWNLOAD|could not download/.test(stderr), 'no network');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    await superminSucceeds(['build', '-f', 'ext2', appliance, '-o', join(top, 'a')], cache);
    await fsck(join(top, 'a', 'root'));
    const listing = await listImage(join(top, 'a', 'root'));
    expect(listing.get('/usr/bin/bash')).toMatchObject({ mode: '755', owner: '0:0' });
    expect(listing.get('/bin')).toMatchObject({ type: 'symlink', content: 'usr/bin' });
    expect(listing.get('/var/lib/dpkg/status')).toMatchObject({ mode: '644', owner: '0:0' });
  }, 900_000);

  it('come from a mirror of the snapshots', async ({ skip }) => {
    const { stderr } = await prepare('debian:bookworm', 'bash');
    skip(/could not download/.test(stderr), 'no network');
    const lockOf = () => JSON.parse(readFileSync(join(appliance, 'lock.json'), 'utf8'));
    const archives = new Map<string, string>(
      lockOf().sources.map(({ archive, uri }: Record<string, string>) => [archive, uri]),
    );
    const time = '20260101T000000Z';
    const asked: string[] = [];
    // The archive of today, which is nobody's past; nothing but its address is different.
    const server = createServer(({ url = '' }, answer) => {
      const [, , archive = '', at, ...path] = url.split('/');
      const uri = at === time ? archives.get(archive) : undefined;
      asked.push(url);
      if (uri === undefined) answer.writeHead(404).end();
      else answer.writeHead(302, { location: [uri, ...path].join('/') }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const mirror = ['--mirror', `http://127.0.0.1:${port}/archive`];
      const argv = ['prepare', '--from', `debian:bookworm@${time}`, ...mirror, 'bash'];
      await superminSucceeds([...argv, '-o', appliance], cache);
      expect(asked).toContain(`/archive/debian/${time}/dists/bookworm/InRelease`);
      expect(lockOf().sources[0].uri).toMatch(`/debian/${time}`);
      asked.length = 0;
      const other = { ...cache, env: { XDG_CACHE_HOME: join(top, 'other') } };
      await superminSucceeds(['fetch', ...mirror, appliance], other);
      const packagesAsked = () => asked.filter((url) => url.endsWith('.deb'));
      expect(packagesAsked().length).toBeGreaterThan(5);
      const from = ['--from', `debian:bookworm@${time}`, ...mirror];
      const names = join(top, 'names');
      mkdirSync(names);
      writeFileSync(join(names, 'packages'), 'coreutils\n');
      asked.length = 0;
      await superminSucceeds(
        ['build', '-f', 'chroot', ...from, names, '-o', join(top, 't')],
        other,
      );
      expect(existsSync(join(top, 't/usr/bin/uname'))).toBe(true);
      expect(packagesAsked().some((url) => url.includes(`/${time}/pool/`))).toBe(true);
      if (!HAS_QEMU) return;
      asked.length = 0;
      const run = ['run', ...from, '--bare', '-p', 'coreutils', '--', 'uname', '-s'];
      const { stdout } = await superminSucceeds(run, {
        env: { XDG_CACHE_HOME: join(top, 'third') },
        timeout: 600_000,
      });
      expect(stdout).toBe('Linux\n');
      expect(packagesAsked().some((url) => url.includes(`/${time}/pool/`))).toBe(true);
    } finally {
      server.close();
    }
  }, 900_000);

  it.each([
    ['bookworm', 'amd64', 20],
    ['bookworm', 'arm64', 21],
    ['trixie', 'amd64', 22],
    ['trixie', 'arm64', 23],
  ])(
    'are those that apt would install: %s, %s',
    async (suite, arch, seed) => {
      const { stderr } = await prepare('debian:bookworm', 'base-files');
      if (!available('the archive of Debian', !/could not download/.test(stderr))) return;
      if (!available('apt, with keys of Debian', existsSync(KEYRING) && hasProgram('apt-get')))
        return;
      const { sources } = JSON.parse(readFileSync(join(appliance, 'lock.json'), 'utf8'));
      const line = `deb [signed-by=${KEYRING}] ${sources[0].uri} ${suite} main`;
      const list = join(top, `${suite}-${arch}.list`);
      writeFileSync(list, `${line}\n`);
      const apt = new ScratchApt(join(top, `apt-${suite}-${arch}`), [line], arch);
      const names = apt.names();
      const random = randomNumbers(seed);
      for (let set = 0; set < SETS; set++) {
        const wanted = Array.from({ length: 1 + random(20) }, () => pick(names, random));
        const { status } = await supermin(
          ['prepare', '--from', list, '--arch', arch, ...wanted, '-o', appliance],
          cache,
        );
        const lock = status === 0 ? readFileSync(join(appliance, 'lock.json'), 'utf8') : '{}';
        const { packages } = JSON.parse(lock) as { packages?: { name: string; version: string }[] };
        const ours = packages?.map(({ name, version }) => `${name} ${version}`).sort();
        expect({ wanted, packages: ours }).toEqual({ wanted, packages: apt.install(wanted) });
      }
    },
    900_000,
  );

  it.runIf(HAS_QEMU).each<[string, string[]]>([
    ['x86_64', ['--arch', 'amd64']],
    ['aarch64', ['--arch', 'arm64']],
  ])(
    'run in a VM of %s',
    async (cpu, arch) => {
      if (!available(`QEMU for ${cpu}`, hasProgram(`qemu-system-${cpu}`))) return;
      const argv = ['run', '--from', 'debian:trixie', ...arch, '--bare', '-p', 'coreutils', '--'];
      const { status, stdout, stderr } = await supermin([...argv, 'uname', '-m'], cache);
      if (!available('Debian, and a guest init', !/could not download|guest init/.test(stderr)))
        return;
      expect({ status, stdout, stderr: stderr.replace(/.*KVM.*\n/g, '') }).toEqual({
        ...{ status: 0, stdout: `${cpu}\n`, stderr: '' },
      });
    },
    900_000,
  );
});
