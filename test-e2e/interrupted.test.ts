import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SmallRoot } from '@supermin/test-support/debian';
import { listDirectory } from '@supermin/test-support/listing';
import { run, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT, USERS } from '@supermin/test-support/users';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { initScript, packInit } from './support/init.ts';
import { supermin, superminSucceeds } from './support/installation.ts';

const FORMATS = {
  chroot: ['-f', 'chroot'],
  ext2: ['-f', 'ext2', '--size', 'auto'],
  cpio: ['-f', 'cpio'],
  'cpio, compressed': ['-f', 'cpio', '--compress', 'zstd'],
} as const;

const NAMES = Object.keys(FORMATS) as (keyof typeof FORMATS)[];

/** All that is in an output, but for times: each build of one input gives the same. */
function contents(output: string): string[] {
  return [...listDirectory(output)].map(
    ([path, { mtime: _mtime, ...entry }]) => `${path} ${Object.values(entry).join(' ')}`,
  );
}

describe('an interrupted build', () => {
  const directory = scratchDirectory();
  const input = join(directory, 'appliance.d');
  const init = join(directory, 'init.tar.gz');
  const env = {
    ...{ TMPDIR: join(directory, 'tmp'), XDG_CACHE_HOME: join(directory, 'cache') },
    SOURCE_DATE_EPOCH: '1700000000',
  };

  beforeAll(async () => {
    mkdirSync(env.TMPDIR);
    const packages = ['bash', 'coreutils', 'util-linux'];
    await superminSucceeds(['prepare', '--use-installed', ...packages, '-o', input], { env });
    await packInit(init, initScript());
  });

  it.each([
    ['a full disk', '> /dev/full', 1, 'supermin: cannot write to standard output (ENOSPC)\n'],
    ['nobody', '| head -1 > /dev/null', 141, ''],
  ])(
    'what is printed goes to %s: an end with status, nothing left',
    async (_, where, status, said) => {
      const place = join(directory, `printed-${status}`);
      mkdirSync(place);
      const argv = [
        'build',
        '-v',
        '-v',
        '-v',
        '-f',
        'chroot',
        input,
        init,
        '-o',
        join(place, 'out'),
      ];
      const script = `"$0" "$@" ${where}; echo "\${PIPESTATUS[0]}"`;
      const ended = await run('bash', ['-c', script, inject('supermin'), ...argv], { env });
      expect(ended).toMatchObject({ stdout: `${status}\n`, stderr: said });
      expect(readdirSync(place)).toEqual([]);
    },
  );

  it.each([
    ['blocks', 'for (;;);'],
    ['waits for ever', 'return new Promise(() => setInterval(() => {}, 1000));'],
  ])(
    'a plugin that %s: SIGTERM ends it, and the next run clears away what is left',
    async (what, code) => {
      const place = join(directory, what);
      const plugin = join(directory, `plugin that ${what}`);
      mkdirSync(place);
      mkdirSync(plugin);
      const writers = [{ name: 'stuck', aliases: [], module: './index.js', options: [] }];
      const manifest = {
        ...{ name: 'supermin-writer-stuck', version: '1.0.0', type: 'module' },
        supermin: { contract: 1, writers },
      };
      writeFileSync(join(plugin, 'package.json'), JSON.stringify(manifest));
      writeFileSync(
        join(plugin, 'index.js'),
        `import { writeSync } from 'node:fs';
        export const writer = {
          name: 'stuck',
          inputs: () => ({ paths: [], facts: [] }),
          outputs: () => [],
          write() {
            writeSync(2, 'stuck');
            ${code}
          },
        };`,
      );
      const output = ['-o', join(place, 'out')];
      const argv = ['build', '--plugin', plugin, '-f', 'stuck', init, ...output];
      const child = spawn(inject('supermin'), argv, {
        env: { ...process.env, ...env },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const ended = new Promise((resolve) => child.on('close', (_, by) => resolve(by)));
      await new Promise((resolve) => child.stderr.once('data', resolve));
      child.kill('SIGTERM');
      expect(await ended).toBe('SIGKILL');
      await superminSucceeds(['build', '-f', 'chroot', init, ...output], { env });
      expect(readdirSync(place)).toEqual(['out']);
    },
  );

  describe.each(NAMES)('%s', (format) => {
    const place = join(directory, format);
    const output = join(place, 'out');
    const argv = ['build', ...FORMATS[format], input, init, '-o', output];
    let right: string[] = [];

    beforeAll(async () => {
      mkdirSync(place);
      await superminSucceeds(argv, { env });
      right = contents(output);
    });

    /** Begins a build, and ends it so long after the new output's directory has come. */
    async function interrupt(signal: NodeJS.Signals, milliseconds: number): Promise<number> {
      const options = { env: { ...process.env, ...env }, stdio: 'ignore' } as const;
      const child = spawn(inject('supermin'), argv, options);
      const ended = new Promise<number>((resolve) =>
        child.on('close', (status, by) => resolve(by === null ? (status ?? 0) : -1)),
      );
      while (child.exitCode === null && readdirSync(place).length < 2) await sleep(1);
      await sleep(milliseconds);
      child.kill(signal);
      return ended;
    }

    const MOMENTS = [0, 30, 120];

    it.each([
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const)(
      '%s: the previous output is there, and nothing besides',
      async (signal, expected) => {
        const seen: number[] = [];
        for (const moment of MOMENTS) {
          seen.push(await interrupt(signal, moment));
          expect(readdirSync(place)).toEqual(['out']);
          expect(contents(output)).toEqual(right);
          expect(readdirSync(env.TMPDIR)).toEqual([]);
        }
        // Whoever came too late saw a complete build; the first did not.
        expect(seen[0]).toBe(expected);
        for (const status of seen) expect([0, expected]).toContain(status);
      },
    );

    it('SIGKILL: an output is whole, and the next build clears what is left', async () => {
      for (const moment of MOMENTS) {
        await interrupt('SIGKILL', moment);
        // None is there only between two renames.
        if (existsSync(output)) expect(contents(output)).toEqual(right);
      }
      await superminSucceeds(argv, { env });
      expect(readdirSync(place)).toEqual(['out']);
      expect(contents(output)).toEqual(right);
      expect(readdirSync(env.TMPDIR)).toEqual([]);
    });
  });
});

describe('a command that waits for something else', () => {
  const directory = scratchDirectory();
  const tmp = join(directory, 'tmp');
  const programs = join(directory, 'programs');
  const host = new SmallRoot(join(directory, 'host'));
  const locked = join(directory, 'locked');
  const packed = join(directory, 'packed');

  beforeAll(() => {
    for (const path of [tmp, programs]) mkdirSync(path);
    host.install('tiny', ['/etc/tiny.conf']);
    host.write('/etc/tiny.conf', 'changed: its original has to be downloaded');
    writeFileSync(join(directory, 'packages'), 'tiny\n');
    writeFileSync(locked, '');
    writeFileSync(packed, Buffer.from('\xfd7zXZ\0', 'latin1'));
    for (const name of ['apt-get', 'rpm', 'xz', 'flock'])
      writeFileSync(join(programs, name), '#!/bin/sh\nexec sleep 600\n', { mode: 0o755 });
    host.write('/rpm/etc/os-release', 'ID=fedora\n');
    // A hash of Berkeley DB, by its magic number.
    const page = Buffer.alloc(4096);
    page.writeUInt32LE(0x061561, 12);
    host.write('/rpm/var/lib/rpm/Packages', page);
  });

  const WAITING: Record<string, string[]> = {
    'apt-get, which downloads': ['prepare', '--root', host.directory, 'tiny'],
    'rpm, which is asked': ['prepare', '--root', join(host.directory, 'rpm'), 'tiny'],
    'xz, which unpacks': ['build', '-f', 'chroot', packed],
    'a lock': ['build', '-f', 'chroot', '--lock', locked, packed],
  };
  const CASES = Object.keys(WAITING).flatMap((what) => [
    [what, 'SIGINT', 130] as const,
    [what, 'SIGTERM', 143] as const,
  ]);

  it.each(CASES)(
    '%s: %s ends it with status %i, and nothing is left',
    async (what, signal, status) => {
      const place = join(directory, 'place');
      mkdirSync(place);
      const child = spawn(inject('supermin'), [...WAITING[what]!, '-o', join(place, 'out')], {
        env: {
          ...process.env,
          ...{ PATH: `${programs}:${process.env.PATH}`, TMPDIR: tmp },
          XDG_CACHE_HOME: join(directory, 'cache'),
        },
        stdio: 'ignore',
      });
      const ended = new Promise((resolve) => child.on('close', (...how) => resolve(how)));
      const children = () => childrenOf(child.pid!);
      await expect.poll(children, { timeout: 20_000 }).toHaveLength(1);
      const [program] = children();
      child.kill(signal);
      expect(await ended).toEqual([status, null]);
      await expect.poll(() => isRunning(program!)).toBe(false);
      expect([readdirSync(place), readdirSync(tmp)]).toEqual([[], []]);
      rmdirSync(place);
    },
  );
});

/** One that has ended may wait for somebody to ask for its status. */
function isRunning(pid: string): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

function childrenOf(pid: number): string[] {
  const list = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1');
  return list.split(' ').filter(Boolean);
}

describe.runIf(IS_ROOT).each(USERS)('a full disk, as $name', (user) => {
  const directory = scratchDirectory({}, user);
  const place = join(directory, 'place');
  const host = new SmallRoot(join(directory, 'host'));
  const options = {
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    env: { XDG_CACHE_HOME: join(directory, 'cache') },
  };
  let mounted = false;

  beforeAll(async () => {
    mkdirSync(place);
    mounted = (await run('mount', ['-t', 'tmpfs', '-o', 'size=8M', 'none', place])).status === 0;
    if (!mounted) console.log('nothing is mounted here: no full disk is tried');
    if (user.uid !== undefined) chownSync(place, user.uid, user.uid);
    host.kernel('/boot/vmlinuz-6.1', '6.1');
    host.modules('6.1');
    host.install('tiny', ['/usr/bin/tiny']);
    host.write('/usr/share/huge', randomBytes(20 << 20));
    await packInit(join(directory, 'init.tar.gz'), initScript());
    writeFileSync(join(directory, 'packages'), 'tiny\n');
    writeFileSync(join(directory, 'hostfiles'), '/usr/share/huge\n');
  });

  afterAll(async () => {
    if (mounted) await succeed('umount', [place]);
  });

  it.each(NAMES)('%s: the previous output is there, and nothing besides', async (format) => {
    if (!mounted) return;
    const output = join(place, 'out');
    const cpu = format === 'chroot' ? [] : ['--host-cpu', 'x86_64'];
    const argv = ['build', ...FORMATS[format], '--root', host.directory, ...cpu];
    const inputs = ['init.tar.gz', 'packages'].map((name) => join(directory, name));
    await superminSucceeds([...argv, ...inputs, '-o', output], options);
    const before = contents(output);
    const huge = [...argv, ...inputs, join(directory, 'hostfiles'), '-o', output];
    const { status, stderr } = await supermin(huge, options);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^supermin: .*(space|room|need)/);
    expect(contents(output)).toEqual(before);
    expect(readdirSync(place)).toEqual(['out']);
    await succeed('rm', ['-rf', output]);
  });
});
