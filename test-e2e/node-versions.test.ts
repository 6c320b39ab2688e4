import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT } from '@supermin/test-support/users';
import { beforeAll, describe, expect, it } from 'vitest';
import { supermin, superminSucceeds } from './support/installation.ts';
import { nodeProgram } from './support/node-program.ts';
import { HAS_QEMU } from './support/qemu.ts';

/** The oldest that `engines` promises, and each one with long-term support that has been seen since. */
const VERSIONS = ['20.19.0', '22', '24', '26'];

/** Debian 12's own. */
const TOO_OLD = '18';

describe('each version of Node', () => {
  const top = scratchDirectory();
  const input = join(top, 'appliance.d');
  const build = async (options: string[], output: string, PATH: string) => {
    const { stderr, stdout } = await superminSucceeds(['build', ...options, input, '-o', output], {
      env: { PATH, SOURCE_DATE_EPOCH: '1700000000' },
    });
    // V8 says there what it does not like, too.
    expect(stdout + stderr).toBe('');
  };
  const hash = (...path: string[]) =>
    createHash('sha256')
      .update(readFileSync(join(top, ...path)))
      .digest('hex');

  beforeAll(async () => {
    await superminSucceeds(['prepare', 'bash', 'coreutils', '-o', input]);
    await build(['-f', 'ext2', '--size', 'auto'], join(top, 'here'), process.env.PATH!);
  });

  describe.each(VERSIONS)('%s', (version) => {
    const own = join(top, version);
    let path: string;
    beforeAll(async () => {
      mkdirSync(own);
      path = `${await nodeProgram(version, own)}:${process.env.PATH}`;
      const { stdout } = await succeed('node', ['--version'], { env: { PATH: path } });
      expect(stdout).toMatch(new RegExp(`^v${version}\\b`));
    }, 300_000);

    it('prepares, and says nothing but results', async () => {
      const output = join(own, 'appliance.d');
      const finished = await superminSucceeds(['prepare', 'bash', 'coreutils', '-o', output], {
        env: { PATH: path },
      });
      expect(finished).toEqual({ status: 0, stdout: '', stderr: '' });
    });

    it('builds the same bytes, and says nothing', async () => {
      await build(['-f', 'ext2', '--size', 'auto'], join(own, 'ext2'), path);
      for (const file of ['root', 'initrd'])
        expect(hash(version, 'ext2', file), file).toBe(hash('here', file));
    });

    it('takes the code that it compiled the last time', async () => {
      const cache = join(own, 'cache');
      const again = async () => {
        const env = { PATH: path, XDG_CACHE_HOME: cache, SOURCE_DATE_EPOCH: '1700000000' };
        const argv = ['build', '-f', 'ext2', '--size', 'auto', input, '-o', join(own, 'ext2')];
        await superminSucceeds(argv, { env });
        const directory = join(cache, 'supermin/code');
        return readdirSync(directory).map((name) => [name, statSync(join(directory, name)).ino]);
      };
      const first = await again();
      expect(first).toEqual([
        [expect.stringMatching(`^build-ext2-v${version}`), expect.any(Number)],
      ]);
      // What V8 does not take is written anew.
      expect(await again()).toEqual(first);
    });

    it.runIf(IS_ROOT)('builds a chroot, and says nothing', async () => {
      await build(['-f', 'chroot'], join(own, 'chroot'), path);
      const { stdout } = await succeed('chroot', [join(own, 'chroot'), 'bash', '-c', 'echo in']);
      expect(stdout).toBe('in\n');
    });

    it.runIf(HAS_QEMU)('runs a command in a VM', async () => {
      const finished = await supermin(['run', '--', 'sh', '-c', 'echo out; exit 7'], {
        env: { PATH: path },
      });
      expect(finished).toEqual({ status: 7, stdout: 'out\n', stderr: '' });
    });
  });

  it('an older one: says what is needed', async () => {
    const own = join(top, TOO_OLD);
    mkdirSync(own);
    const PATH = `${await nodeProgram(TOO_OLD, own)}:${process.env.PATH}`;
    const { status, stdout, stderr } = await supermin(['--version'], { env: { PATH } });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    const node = `${own}/bin/node`;
    expect(stderr).toMatch(
      `supermin: Node.js 20.19 or newer is needed, and ${node} is ${TOO_OLD}.`,
    );
  });
});
