import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SmallRoot } from '@supermin/test-support/debian';
import { type Finished, run, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT } from '@supermin/test-support/users';
import { afterAll, describe, expect, inject, it } from 'vitest';

const top = scratchDirectory();
const root = new SmallRoot(join(top, 'root'));
root.install('tiny', ['/usr/bin/tiny', '/etc/tiny.conf']);
root.kernel('/boot/vmlinuz-6.1', '6.1');
root.modules('6.1');
root.write('/init', '#!/bin/sh\n', 0o755);
root.write('/usr/share/large', Buffer.alloc(3 << 20, 'large'));
writeFileSync(join(top, 'packages'), 'tiny\n');
writeFileSync(join(top, 'hostfiles'), '/init\n/usr/share/large\n');

const env = { XDG_CACHE_HOME: join(top, 'cache'), LC_ALL: 'C' };
const INPUT = [join(top, 'packages'), join(top, 'hostfiles')];
const HOST = ['--root', root.directory];

/** Everything that writes an output. */
const WRITERS: [string, string[]][] = [
  ['prepare', ['prepare', ...HOST, '--use-installed', 'tiny']],
  ['ext2', ['build', ...HOST, '-f', 'ext2', '--copy-kernel', ...INPUT]],
  ['chroot', ['build', ...HOST, '-f', 'chroot', ...INPUT]],
  ['cpio', ['build', ...HOST, '-f', 'cpio', '--copy-kernel', ...INPUT]],
  [
    'cpio, packed',
    ['build', ...HOST, '-f', 'cpio', '--compress', 'gzip', '--copy-kernel', ...INPUT],
  ],
  ['modules', ['modules', ...HOST]],
];

function supermin(wrapper: string[], argv: string[]): Promise<Finished> {
  const [program, ...args] = [...wrapper, inject('supermin'), ...argv];
  return run(program!, args, { cwd: top, env });
}

/** A fact that names a path below `place`, and a hint; no words of Node's or of a stack. */
function expectDescribed({ status, stderr }: Finished, place: string, fact: RegExp): void {
  expect(stderr).toMatch(/^supermin: .*\nsupermin: hint: .*\n$/);
  expect(stderr).toMatch(fact);
  expect(stderr).toContain(place);
  expect(stderr).not.toMatch(/\bE[A-Z]{3,}:/);
  expect(status).toBe(1);
}

describe.runIf(IS_ROOT)('a place without room', () => {
  const mounts: string[] = [];

  afterAll(async () => {
    for (const place of mounts) await succeed('umount', [place]);
  });

  async function mount(name: string, args: string[]): Promise<string> {
    const place = join(top, name);
    mkdirSync(place, { recursive: true });
    await succeed('mount', [...args, place]);
    mounts.push(place);
    return place;
  }

  it.each(WRITERS)('full: %s', async (name, argv) => {
    const place = await mount(`full-${name}`, ['-t', 'tmpfs', '-o', 'size=8k', 'none']);
    // A directory takes nothing of a tmpfs, a page of a file does.
    for (const file of ['one', 'two']) writeFileSync(join(place, file), 'x');
    const finished = await supermin([], [...argv, '-o', join(place, 'out')]);
    expectDescribed(finished, place, /no space left/);
    expect(readdirSync(place)).toEqual(['one', 'two']);
  });

  it('full: what push puts together for the registry', async () => {
    const place = await mount('full-push', ['-t', 'tmpfs', '-o', 'size=8k', 'none']);
    for (const file of ['one', 'two']) writeFileSync(join(place, file), 'x');
    mkdirSync(join(top, 'small.d'));
    writeFileSync(join(top, 'small.d/packages'), 'tiny\n');
    const argv = ['push', 'registry.example/tiny', join(top, 'small.d')];
    const finished = await supermin(['env', `TMPDIR=${place}`], argv);
    expectDescribed(finished, place, /no space left/);
    expect(readdirSync(place)).toEqual(['one', 'two']);
  });

  it.each(WRITERS)('read-only: %s', async (name, argv) => {
    const place = join(top, `closed-${name}`);
    mkdirSync(place);
    await mount(`closed-${name}`, ['--bind', place]);
    await succeed('mount', ['-o', 'remount,ro,bind', place]);
    const finished = await supermin([], [...argv, '-o', join(place, 'out')]);
    expectDescribed(finished, place, /the filesystem is read-only/);
  });

  it('read-only: the lock, TMPDIR', async () => {
    const place = join(top, 'closed');
    mkdirSync(place);
    await mount('closed', ['--bind', place]);
    await succeed('mount', ['-o', 'remount,ro,bind', place]);
    const build = ['build', ...HOST, '-f', 'chroot', ...INPUT, '-o', join(top, 'unmade')];
    const lock = await supermin([], [...build, '--lock', join(place, 'lock')]);
    expectDescribed(lock, join(place, 'lock'), /the filesystem is read-only/);
    const prepare = ['prepare', ...HOST, 'tiny', '-o', join(top, 'unmade')];
    const temporary = await supermin(['env', `TMPDIR=${place}`], prepare);
    expectDescribed(temporary, place, /the filesystem is read-only/);
  });
});

describe('a limit of the process', () => {
  it.each(WRITERS)('--fsize: %s', async (name, argv) => {
    const output = join(top, `limited-${name}`);
    const limit = name === 'prepare' ? 16 : 4096;
    const finished = await supermin(['prlimit', `--fsize=${limit}`], [...argv, '-o', output]);
    // The file of modules is written beside its place.
    expectDescribed(finished, name === 'modules' ? top : output, /the file is larger/);
    expect(readdirSync(top).filter((file) => file.startsWith(`limited-${name}`))).toEqual([]);
  });

  let least: number | undefined;

  it.each(WRITERS.filter(([name]) => name === 'chroot' || name === 'cpio'))(
    '--nofile: %s, complete or described',
    async (name, argv) => {
      least ??= await leastFiles();
      for (const more of [0, 1, 2, 3, 4, 5, 6, 40]) {
        const output = join(top, `few-${name}-${more}`);
        const limit = ['prlimit', `--nofile=${least + more}`];
        const finished = await supermin(limit, [...argv, '-o', output]);
        // It may be a program that cannot be started: there is no path.
        if (finished.status !== 0) expectDescribed(finished, '', /may not open more files/);
        expect(existsSync(output)).toBe(finished.status === 0);
      }
      expect(existsSync(join(top, `few-${name}-40`))).toBe(true);
    },
  );

  /** With fewer Node itself does not start, or cannot say why. */
  async function leastFiles(): Promise<number> {
    for (let limit = 10; ; limit++) {
      const { status } = await supermin(['prlimit', `--nofile=${limit}`], ['--version']);
      if (status === 0) return limit;
    }
  }
});
