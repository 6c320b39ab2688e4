import { chmodSync, existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Options, run, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT, NOBODY } from '@supermin/test-support/users';
import { beforeAll, describe, expect, it } from 'vitest';
import { SUPERMIN5, supermin, superminSucceeds } from './support/installation.ts';

const FRESH = 'if-newer: output does not need rebuilding';
const present = existsSync(SUPERMIN5);
if (!present) console.log('not here, so not checked: the same asked of supermin 5');

describe('--if-newer for an output that this user did not build', () => {
  const top = scratchDirectory();
  const out = join(top, 'out');
  const env = { XDG_CACHE_HOME: join(top, 'cache') };
  const argv = (output: string) => [
    ...['--build', '--if-newer', '-v', '-f', 'ext2', '--size', '300M'],
    ...[join(top, 'packages'), '-o', output],
  ];

  beforeAll(async () => {
    chmodSync(top, 0o755);
    writeFileSync(join(top, 'packages'), 'dash\n');
    utimesSync(join(top, 'packages'), 1e9, 1e9);
    await superminSucceeds(argv(out), { env });
  });

  /** What is said of it; supermin 5 has to say the same. */
  async function isFresh(output: string, options: Options): Promise<boolean> {
    const { stdout, status, stderr } = await supermin(argv(output), options);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.match(/^supermin: if-newer: /gm)).toHaveLength(1);
    return stdout.includes(FRESH);
  }

  it.each<[string, Record<string, string>]>([
    ['another cache, as in a new container', { XDG_CACHE_HOME: '', HOME: join(top, 'home') }],
    ['no home', { XDG_CACHE_HOME: '', HOME: '' }],
  ])('is up to date with %s', async (_, variables) => {
    mkdirSync(join(top, 'home'), { recursive: true });
    expect(await isFresh(out, { env: variables })).toBe(true);
  });

  it('is up to date when it was copied', async () => {
    await succeed('cp', ['-a', '--sparse=always', out, join(top, 'copy')]);
    if (present) expect((await run(SUPERMIN5, argv(join(top, 'copy')))).stdout).toContain(FRESH);
    expect(await isFresh(join(top, 'copy'), { env })).toBe(true);
    // What was found is remembered: the next look says no more and no less.
    expect(await isFresh(join(top, 'copy'), { env })).toBe(true);
  });

  it.runIf(IS_ROOT)(
    'is up to date for a user who may write nothing here, with a lock',
    async () => {
      const locked = [...argv(out), '--lock', join(top, 'lock')];
      const options = { uid: NOBODY, env: { HOME: '/nonexistent', XDG_CACHE_HOME: '' } };
      const { stdout } = await superminSucceeds(locked, options);
      expect(stdout).toContain(FRESH);
      expect(existsSync(join(top, 'lock'))).toBe(false);
    },
  );

  it('is made again when an input is younger, by both', async () => {
    const packages = join(top, 'packages');
    const later = Date.now() / 1000 + 60;
    utimesSync(packages, later, later);
    rmSync(join(top, 'home'), { recursive: true, force: true });
    mkdirSync(join(top, 'home'));
    if (present) {
      const { stdout } = await run(SUPERMIN5, argv(join(top, 'copy')));
      expect(stdout).not.toContain(FRESH);
    }
    expect(await isFresh(out, { env: { XDG_CACHE_HOME: '', HOME: join(top, 'home') } })).toBe(
      false,
    );
  });
});
