import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { listDirectory } from '@supermin/test-support/listing';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { beforeAll, describe, expect, it } from 'vitest';
import { BusyRoot, hasDpkgAndApt } from './support/busy-root.ts';
import { superminSucceeds } from './support/installation.ts';

/** Twenty show a fault that one build in ten has; more on request. */
const BUILDS = Number(process.env.SUPERMIN_BUILDS_BESIDE_DPKG ?? 20);

describe.runIf(hasDpkgAndApt)('beside apt-get and dpkg at work', () => {
  const directory = scratchDirectory();
  const root = new BusyRoot(directory);
  const input = join(directory, 'input');
  const env = { XDG_CACHE_HOME: join(directory, 'cache'), TMPDIR: join(directory, 'tmp') };
  let slow: string;

  beforeAll(async () => {
    mkdirSync(env.TMPDIR);
    const wanted = [
      await root.package('application', ['Depends: library']),
      await root.package('library'),
    ];
    // dpkg keeps what has changed in updates/ while this one is configured.
    slow = await root.package('slow', [], 'sleep 0.2');
    await root.package('coming-and-going', ['Provides: library', 'Depends: slow']);
    await root.dpkg('--install', ...wanted);
    await root.apt('update');
    await superminSucceeds(
      ['prepare', '--use-installed', '--root', root.directory, 'application', '-o', input],
      { env },
    );
  });

  async function work(): Promise<void> {
    await root.apt('install', 'coming-and-going');
    await root.apt('remove', 'coming-and-going');
    await root.dpkg('--purge', 'slow');
    await root.dpkg('--unpack', slow);
    await root.dpkg('--configure', 'slow');
  }

  async function build(output: string): Promise<string[]> {
    rmSync(output, { recursive: true, force: true });
    const argv = ['build', '-f', 'chroot', '--root', root.directory, input, '-o', output];
    const { stderr } = await superminSucceeds(argv, { env });
    expect(stderr).toBe('');
    return [...listDirectory(output).keys()].filter((path) => path.includes('/bin/'));
  }

  /** Calls it until `isOver`, and at least once. @returns how often */
  async function repeat(act: () => Promise<void>, isOver: () => boolean): Promise<number> {
    let count = 0;
    do await act();
    while (++count && !isOver());
    return count;
  }

  it(`${BUILDS} builds of ${BUILDS} are right`, { timeout: 60_000 + BUILDS * 20_000 }, async () => {
    let left = BUILDS;
    let pending = 0;
    const buildOnce = async () => {
      if (existsSync(join(root.directory, 'var/lib/dpkg/updates/0000'))) pending++;
      const paths = await build(join(directory, 'output'));
      expect(paths).toEqual(['/usr/bin/application', '/usr/bin/library']);
      left--;
    };
    let hasFailed = false;
    const stopBoth = (error: unknown) => {
      hasFailed = true;
      throw error;
    };
    const isOver = () => hasFailed || left === 0;
    const [rounds] = await Promise.all([
      repeat(work, isOver).catch(stopBoth),
      repeat(buildOnce, isOver).catch(stopBoth),
    ]);
    console.log(
      `${BUILDS} builds, ${pending} of them begun with changes in updates/, beside ${rounds} rounds of dpkg`,
    );
  });
});
