import {
  copyFileSync,
  mkdirSync,
  renameSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { run } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { USERS } from '@supermin/test-support/users';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { superminSucceeds } from './support/installation.ts';

/** What a shell says that would have to start node, and has none. */
const NODE_WANTED = 127;

describe.each(USERS)('without node, as $name', (user) => {
  const directory = scratchDirectory({}, user);
  const input = join(directory, 'd');
  const output = join(directory, 'appliance.d');
  const env = { XDG_CACHE_HOME: join(directory, 'cache'), HOME: directory, SUPERMIN_KERNEL: '' };
  const options = { env, ...(user.uid === undefined ? {} : { uid: user.uid }) };
  const words = ['--build', '--if-newer', '--lock', join(directory, 'lock'), '--copy-kernel'];
  const argv = [...words, '-f', 'ext2', '--size', 'auto', input, '-o', output];

  /** The very file that the installed command's name leads to, started by sh alone. */
  async function answersAlone(args = argv, variables = {}): Promise<boolean> {
    const path = `PATH=${join(directory, 'empty')}`;
    const { status, stdout, stderr } = await run(
      '/usr/bin/env',
      [path, '/bin/sh', inject('supermin'), ...args],
      { ...options, env: { ...env, ...variables } },
    );
    expect(stdout).toBe('');
    if (status === 0) expect(stderr).toBe('');
    else expect(stderr).toMatch(/^supermin: node is not on PATH/);
    expect([0, NODE_WANTED]).toContain(status);
    return status === 0;
  }

  /** Node looks, builds if it must, and from then on it is not needed. */
  async function settle(): Promise<void> {
    await superminSucceeds(argv, options);
    expect(await answersAlone()).toBe(true);
  }

  beforeAll(async () => {
    mkdirSync(join(directory, 'empty'));
    await superminSucceeds(['prepare', '--use-installed', 'bash', '-o', input], options);
    expect(await answersAlone()).toBe(false);
  });

  it('an output that is up to date is found, also after the client set its times', async () => {
    await settle();
    const now = new Date();
    for (const name of ['kernel', 'initrd', 'root']) utimesSync(join(output, name), now, now);
    expect(await answersAlone()).toBe(true);
  });

  it.each<[string, () => void]>([
    ['an input is edited', () => writeFileSync(join(input, 'packages'), 'bash\ndash\n')],
    ['an input gets an older time', () => utimesSync(join(input, 'packages'), 1e9, 1e9)],
    ['an input comes', () => writeFileSync(join(input, 'excludefiles'), '-/usr/share/doc/*\n')],
    [
      'an input is moved in',
      () => {
        copyFileSync(join(input, 'excludefiles'), join(directory, 'moved'));
        renameSync(join(directory, 'moved'), join(input, 'excludefiles'));
      },
    ],
    ['an input goes', () => unlinkSync(join(input, 'excludefiles'))],
    [
      'a hostfile matches that did not',
      () => {
        writeFileSync(join(input, 'hostfiles'), `${directory}/host/*\n${directory}/later\n`);
        mkdirSync(join(directory, 'host'));
      },
    ],
    ['a hostfile appears', () => writeFileSync(join(directory, 'later'), '')],
    ['a hostfile appears in a directory', () => writeFileSync(join(directory, 'host/a'), '')],
    ['a hostfile changes', () => utimesSync(join(directory, 'host/a'), 5, 5)],
    ['a hostfile goes', () => unlinkSync(join(directory, 'host/a'))],
    ['an output is empty', () => truncateSync(join(output, 'initrd'))],
    ['an output is gone', () => unlinkSync(join(output, 'root'))],
  ])('an output is not taken for fresh when %s', async (_what, change) => {
    change();
    expect(await answersAlone()).toBe(false);
    await settle();
  });

  it('nor for another command, other variables or another directory', async () => {
    expect(await answersAlone(['-v', ...argv])).toBe(false);
    expect(await answersAlone([...argv, '--size', '2G'])).toBe(false);
    expect(await answersAlone(argv.filter((word) => word !== '--if-newer'))).toBe(false);
    expect(await answersAlone([...argv.slice(0, -1), join(directory, 'other')])).toBe(false);
    expect(await answersAlone(argv, { SUPERMIN_KERNEL: '/boot/vmlinuz' })).toBe(false);
    expect(await answersAlone(argv, { SOURCE_DATE_EPOCH: '1' })).toBe(false);
    expect(await answersAlone(argv, { TMPDIR: 'relative' })).toBe(false);
    expect(await answersAlone(argv, { XDG_CACHE_HOME: join(directory, 'empty') })).toBe(false);
    expect(await answersAlone()).toBe(true);
  });

  it('a link for an output is followed to where it leads now', async () => {
    const link = join(directory, 'link');
    symlinkSync(output, link);
    const through = [...argv.slice(0, -1), link];
    await superminSucceeds(through, options);
    expect(await answersAlone(through)).toBe(true);
    unlinkSync(link);
    symlinkSync(join(directory, 'empty'), link);
    expect(await answersAlone(through)).toBe(false);
  });
});
