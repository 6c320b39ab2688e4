import { existsSync, lstatSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT } from '@supermin/test-support/users';
import { describe, expect, it } from 'vitest';
import { initScript, packInit } from './support/init.ts';
import { superminSucceeds } from './support/installation.ts';

/** The host's choice, for the tests of one file. */
const AWK = readlinkSync('/etc/alternatives/awk');

describe('links of alternatives', () => {
  const directory = scratchDirectory();
  writeFileSync(join(directory, 'packages'), `${AWK.split('/').at(-1)}\n`);
  const build = async (name: string, ...argv: string[]) => {
    const output = join(directory, name);
    await superminSucceeds([...argv, join(directory, 'packages'), '-o', output]);
    return output;
  };

  it('are there for packages that are chosen, and for no others', async () => {
    const output = await build('chroot', 'build', '-f', 'chroot');
    // The chroot's links are relative.
    expect(realpathSync(join(output, 'usr/bin/awk'))).toBe(realpathSync(join(output, AWK)));
    expect(lstatSync(join(output, 'etc/alternatives/awk')).isSymbolicLink()).toBe(true);
    expect(existsSync(join(output, 'etc/alternatives/editor'))).toBe(false);
    if (!IS_ROOT) return;
    const { stdout } = await succeed('chroot', [output, 'awk', 'BEGIN { print 6 * 7 }']);
    expect(stdout).toBe('42\n');
  });

  it('are the same twice', async () => {
    const env = { SOURCE_DATE_EPOCH: '1000000000' };
    const outputs = ['one', 'two'].map((name) => join(directory, name));
    const init = join(directory, 'init.tar.gz');
    await packInit(init, initScript());
    for (const output of outputs) {
      const input = join(directory, 'packages');
      await superminSucceeds(['build', '-f', 'cpio', init, input, '-o', output], { env });
    }
    await succeed(
      'cmp',
      outputs.map((output) => join(output, 'initrd')),
    );
  });

  it.each([
    ["supermin 5's resolver", ['build', '--resolver', 'supermin5', '-f', 'chroot']],
    ["supermin 5's command line", ['--build', '-f', 'chroot']],
  ])('are not there with %s', async (name, argv) => {
    const output = await build(name, ...argv);
    expect(lstatSync(join(output, AWK)).isFile()).toBe(true);
    expect(existsSync(join(output, 'etc/alternatives/awk'))).toBe(false);
    expect(existsSync(join(output, 'usr/bin/awk'))).toBe(false);
  });
});
