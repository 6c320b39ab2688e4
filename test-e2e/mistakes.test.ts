import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SmallRoot } from '@supermin/test-support/debian';
import { run } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT } from '@supermin/test-support/users';
import { afterAll, describe, expect, it } from 'vitest';
import { mountNew } from './support/filesystems.ts';
import { supermin } from './support/installation.ts';

const top = scratchDirectory();
const root = new SmallRoot(join(top, 'root'));
root.install('tiny', ['/usr/bin/tiny']);
root.kernel('/boot/vmlinuz-6.1', '6.1');
root.modules('6.1');
writeFileSync(join(top, 'packages'), 'tiny\n');

const options = { cwd: top, env: { XDG_CACHE_HOME: join(top, 'cache') } };
const host = `--root ${root.directory}`;
const build = (format: string, more: string) =>
  `build -f ${format} ${host} ${more} packages -o out`;

describe('what is typed wrong', () => {
  it.each<[string, number, RegExp]>([
    [
      'frob',
      2,
      /^supermin: unknown command 'frob'\nsupermin: hint: commands: prepare, build, run, /,
    ],
    ['biuld', 2, /^supermin: unknown command 'biuld'\nsupermin: hint: did you mean 'build'\?\n/],
    [
      'build --sise 4G',
      2,
      /^supermin: unknown option .*\nsupermin: hint: did you mean '--size'\?\n/,
    ],
    [
      'modules 6.1 --kernel 6.2 -o m',
      2,
      /^supermin: option '--kernel' has no effect with VERSION\n/,
    ],
    [
      'drivers x',
      2,
      /^supermin: unexpected argument 'x'\nsupermin: see 'supermin drivers --help'\n$/,
    ],
    ['run --sise 4G', 125, /^supermin: unknown option '--sise'\n/],
    ['run --share a:b ls', 125, /^supermin: option '--share' needs DIR.*, not 'a:b'\n/],
    ['run -e =x ls', 125, /^supermin: option '--env' needs NAME.*, not '=x'\n/],
    ['run --appliance d -p bash', 125, /^supermin: d: no such directory\n/],
    [build('chroot', '--lock-timeout 5'), 2, /^supermin: option '--lock-timeout' needs '--lock'\n/],
    ...[
      '--kernel 6.1',
      '--modules-from /lib',
      '--copy-kernel',
      '--host-cpu arm64',
      '--size 1G',
    ].map((words): [string, number, RegExp] => [
      build('chroot', words),
      2,
      /^supermin: option '--[a-z-]+' has no effect with '-f chroot'\nsupermin: see 'supermin build --help'\n$/,
    ]),
    [build('etx2', ''), 1, /^supermin: unknown --format.*\(etx2\).*\n.*did you mean 'ext2'\?\n$/],
    [
      `prepare ${host} --packager-config absent tiny -o out`,
      1,
      /^supermin: --packager-config: absent cannot be read \(ENOENT\)\nsupermin: hint: /,
    ],
    ['drivers --root absent', 1, /^supermin: --root: no such directory: absent\n/],
    ['build -f chroot --root absent packages -o out', 1, /no such directory: absent\n/],
    [
      build('ext2', '--modules-from /etc'),
      1,
      /^supermin: --modules-from or SUPERMIN_MODULES: the directory \/etc has no modules\.dep\n/,
    ],
    [
      build('ext2', '--modules-from /var/lib/dpkg/status'),
      1,
      /^supermin: --modules-from or SUPERMIN_MODULES: \/var\/lib\/dpkg\/status is neither /,
    ],
    [
      `run ${host} -- /var/lib/dpkg/status`,
      126,
      /^supermin: \/var\/lib\/dpkg\/status is not executable\n/,
    ],
    [`run ${host} -- /no/such`, 127, /no command '\/no\/such'.*\n.*'apt-file search \/no\/such'/],
    [`run ${host} -- absent`, 127, /no command 'absent'.*\n.*'apt-file search bin\/absent'/],
  ])('supermin %s', async (line, status, message) => {
    const result = await supermin(line.split(' ').filter(Boolean), options);
    expect(result).toMatchObject({ status, stdout: '' });
    expect(result.stderr).toMatch(message);
    expect(readdirSync(top)).not.toContain('out');
  });

  it('help [COMMAND] and version are answered', async () => {
    for (const [words, option] of [
      ['help', '--help'],
      ['help run', 'run --help'],
      ['version', '--version'],
    ] as const) {
      const asked = await supermin(words.split(' '), options);
      expect(asked).toEqual(await supermin(option.split(' '), options));
      expect(asked.status).toBe(0);
    }
  });

  it("what -f chroot has no use for is taken in supermin 5's spelling, and -v says so", async () => {
    const words = '--size 1G --copy-kernel --host-cpu riscv64';
    const line = `--build -f chroot ${words} packages -o out5`.split(' ');
    expect(await supermin(line, options)).toMatchObject({ status: 0, stdout: '', stderr: '' });
    const { stdout } = await supermin([...line, '-v'], options);
    for (const name of ['size', 'copy-kernel', 'host-cpu']) {
      expect(stdout).toContain(`supermin: --${name} has no effect with -f chroot\n`);
    }
  });

  it('SUPERMIN_PLUGINS with what is no plugin: a word for each', async () => {
    const env = { ...options.env, SUPERMIN_PLUGINS: `relative:${top}/absent` };
    const { status, stderr } = await supermin(build('chroot', '').split(' ').filter(Boolean), {
      ...options,
      env,
    });
    expect(stderr).toMatch(/^supermin: warning: SUPERMIN_PLUGINS \/\S+\/absent is not used: /m);
    expect(stderr).toMatch(
      /^supermin: warning: SUPERMIN_PLUGINS relative is not used: it is not an absolute path$/m,
    );
    expect(status).toBe(0);
  });
});

describe('a cache that is full', () => {
  const cache = join(top, 'full');
  let mounted = false;
  afterAll(async () => {
    if (mounted) await run('umount', [cache]);
  });

  it.runIf(IS_ROOT)('run names it, and what to do', async ({ skip }) => {
    const trouble = await mountNew('tmpfs', cache);
    if (trouble !== undefined) return skip(trouble);
    mounted = true;
    await run('mount', ['-o', 'remount,size=64k', cache]);
    await run('sh', ['-c', 'cat /dev/zero > "$1"; true', 'sh', join(cache, 'filler')]);
    const env = { XDG_CACHE_HOME: cache };
    const { status, stderr } = await supermin(['run', '--', 'true'], { ...options, env });
    expect(stderr).toMatch(
      /^supermin: cannot write to the cache \/\S+\/full\/supermin\S* \(ENOSPC\)\n/,
    );
    expect(stderr).toMatch(/hint: make room there, or set XDG_CACHE_HOME/);
    expect(status).toBe(125);
  });
});

describe("mistakes of a plugin's", () => {
  function plant(name: string, code: string, more: object[] = []): string {
    const directory = join(top, name);
    mkdirSync(directory);
    const writers = [{ name, module: './index.js', options: more }];
    const manifest = { name, version: '1.0.0', type: 'module', supermin: { contract: 1, writers } };
    writeFileSync(join(directory, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(directory, 'index.js'), code);
    return directory;
  }
  const writer = (write: string) =>
    `export const writer = { name: 'x', outputs: () => [], inputs: async () => ({ paths: [], facts: [] }), async write() { ${write} } };`;

  it.each([
    [
      'throws-string',
      "throw 'str'",
      /^supermin: the plugin throws-string failed in write\(\): str\n/,
    ],
    [
      'throws-error',
      'undefined.x',
      /^supermin: the plugin throws-error failed in write\(\): Cannot read.*\nsupermin: hint: .*report it to its authors\nTypeError: .*\n +at .*throws-error\/index\.js/,
    ],
  ])('are called by its name: %s', async (name, code, message) => {
    const plugin = plant(name, writer(code));
    const line = build(name, `--plugin ${plugin}`).split(' ');
    const { status, stderr } = await supermin(line, options);
    expect(stderr).toMatch(message);
    expect(status).toBe(1);
  });

  it("an option that is the command's own is seen by 'supermin plugins'", async () => {
    const help = 'a lock';
    const plugin = plant('takes-lock', writer(''), [{ name: 'lock', type: 'string', help }]);
    const { stdout } = await supermin(['plugins', '--plugin', plugin], options);
    expect(stdout).toMatch(
      /takes-lock: not used: the writer takes-lock has an option 'lock', which is one of the command's own$/m,
    );
    const used = await supermin(build('takes-lock', `--plugin ${plugin}`).split(' '), options);
    expect(used).toMatchObject({ status: 1 });
    expect(used.stderr).toContain('takes-lock');
  });
});

describe.runIf(IS_ROOT)('a package database that is closed to this user', () => {
  it.each([
    ['var/lib/dpkg', 'status'],
    ['var/lib/rpm', 'rpmdb.sqlite'],
    ['var/lib/pacman', 'local/ALPM_DB_VERSION'],
  ])('%s', async (database, file) => {
    const closed = scratchDirectory({ [`${database}/${file}`]: '9\n' });
    chmodSync(join(closed, database), 0o700);
    const user = { name: 'somebody', uid: 65534 };
    const work = scratchDirectory({ packages: 'tiny\n' }, user);
    const env = { XDG_CACHE_HOME: scratchDirectory({}, user) };
    for (const argv of [
      ['prepare', 'tiny', '-o', 'out'],
      ['build', '-f', 'chroot', 'packages', '-o', 'out'],
    ]) {
      const finished = await supermin([...argv, '--root', closed], {
        cwd: work,
        env,
        uid: user.uid,
      });
      expect(finished.status).toBe(1);
      expect(finished.stderr).toMatch(/^supermin: .*\nsupermin: hint: run as a user who may .*\n$/);
      expect(finished.stderr).toContain(join(closed, database));
      expect(readdirSync(work)).toEqual(['packages']);
    }
  });
});
