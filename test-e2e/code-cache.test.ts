import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Options, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { USERS } from '@supermin/test-support/users';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { superminSucceeds } from './support/installation.ts';

describe.each(USERS)('compiled code, as $name', (user) => {
  const directory = scratchDirectory({}, user);
  const cache = join(directory, 'cache');
  const code = join(cache, 'supermin/code');
  const options: Options = {
    env: { XDG_CACHE_HOME: cache, NODE_OPTIONS: '' },
    ...(user.uid === undefined ? {} : { uid: user.uid }),
  };
  const drivers = async () => {
    const { stdout, stderr } = await superminSucceeds(['drivers'], options);
    expect(stdout).toMatch(/^debian\/dpkg\t/m);
    expect(stderr).toBe('');
  };
  /** The one file of the cache. */
  const file = () => {
    const names = readdirSync(code);
    expect(names).toEqual([expect.stringMatching(/^drivers-v/)]);
    return join(code, names[0]!);
  };
  beforeEach(() => rmSync(cache, { recursive: true, force: true }));

  it('is kept for the user alone, and used', async () => {
    await drivers();
    const { ino, mode, size } = statSync(file());
    expect(mode & 0o777).toBe(0o600);
    expect(size).toBeGreaterThan(50_000);
    await drivers();
    expect(statSync(file()).ino).toBe(ino);
  });

  it.each<[string, (path: string) => void]>([
    ['cut short', (path) => truncateSync(path, 10_000)],
    ['empty', (path) => truncateSync(path)],
    [
      'spoilt in the middle',
      (path) => {
        const bytes = readFileSync(path);
        writeFileSync(path, bytes.fill(0x55, bytes.length / 2, bytes.length / 2 + 1000));
      },
    ],
    ['something else', (path) => writeFileSync(path, 'x'.repeat(100_000))],
  ])('that is %s is made anew', async (_, spoil) => {
    await drivers();
    const { size } = statSync(file());
    spoil(file());
    await drivers();
    expect(statSync(file()).size).toBeGreaterThan(size * 0.9);
    expect(readFileSync(file(), 'latin1')).not.toMatch(/^x/);
  });

  it('that others could have written is left alone', async () => {
    await drivers();
    chmodSync(code, 0o777);
    const { ino } = statSync(file());
    truncateSync(file());
    await drivers();
    const { ino: now, size } = statSync(file());
    expect({ ino: now, size }).toEqual({ ino, size: 0 });
  });

  it.each<[string, Record<string, string>]>([
    ['a cache directory that cannot be made', { XDG_CACHE_HOME: '/dev/null/x', HOME: '/dev/null' }],
    ['no home', { XDG_CACHE_HOME: '', HOME: '' }],
  ])('%s: works all the same', async (_, env) => {
    const { stderr } = await superminSucceeds(['drivers'], {
      ...options,
      env: { ...options.env, ...env },
    });
    expect(stderr).toBe('');
  });

  it('several processes at a time', async () => {
    await Promise.all(Array.from({ length: 6 }, drivers));
    expect(existsSync(file())).toBe(true);
  });

  it('a command that fails leaves none', async () => {
    mkdirSync(cache, { recursive: true });
    await expect(superminSucceeds(['build', '-f', 'ext2'], options)).rejects.toThrow('status 2');
    expect(existsSync(code)).toBe(false);
  });
});

describe('the bundled code of a plugin', () => {
  const top = scratchDirectory();
  const command = join(top, 'cli/bin/supermin');
  const plugin = join(top, 'cli/node_modules/@supermin/writer-chroot/dist/index.js');
  const env = { XDG_CACHE_HOME: join(top, 'cache') };
  const build = async () => {
    writeFileSync(join(top, 'packages'), 'dash\n');
    const argv = ['build', '-f', 'chroot', '-v', '-o', join(top, 'out'), join(top, 'packages')];
    return (await succeed(command, argv, { env })).stdout;
  };

  it('stands in for the file that is installed, as long as that is the same', async () => {
    await succeed('cp', ['-a', join(inject('supermin'), '../..'), join(top, 'cli')]);
    expect(await build()).not.toContain('from where it is installed');
    const text = readFileSync(plugin, 'utf8');
    // Not into the store of pnpm, of which this may be a link.
    rmSync(plugin);
    writeFileSync(plugin, `console.log('from where it is installed');\n${text}`, { mode: 0o644 });
    expect(await build()).toContain('from where it is installed');
  });
});
