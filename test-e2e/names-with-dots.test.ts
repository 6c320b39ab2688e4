import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { SUPERMIN5 } from './support/installation.ts';

/** Each of them means files of dash, if it were a path. */
const PATTERNS = [
  ...['/usr/share/doc/../doc/*', '/usr/share/./doc/*', '/usr//share/doc/*', '//usr/share/doc/*'],
  ...['./usr/share/doc/*', '/usr/share/doc/dash/', '*/../*'],
];

describe.runIf(existsSync(SUPERMIN5))(
  'names with . and .. and //, as supermin 5 reads them',
  () => {
    const directory = scratchDirectory();
    const env = { XDG_CACHE_HOME: join(directory, 'cache') };
    const packages = join(directory, 'packages');
    let count = 0;

    beforeAll(() => writeFileSync(packages, 'dash\n'));

    async function built(program: string, inputs: readonly string[]): Promise<string[]> {
      const output = join(directory, `out-${count++}`);
      await succeed(program, ['--build', '-f', 'chroot', ...inputs, '-o', output], { env });
      const { stdout } = await succeed('find', [output, '-printf', '%P %y %m\\n']);
      return stdout.split('\n').sort();
    }

    it('excludefiles: such a pattern excludes nothing', async () => {
      const excludes = join(directory, 'excludefiles');
      writeFileSync(excludes, PATTERNS.map((pattern) => `-${pattern}\n`).join(''));
      const all = await built(inject('supermin'), [packages]);
      expect(await built(inject('supermin'), [packages, excludes])).toEqual(all);
      expect(await built(SUPERMIN5, [packages, excludes])).toEqual(all);
    });

    it('base archives: members are where tar puts them', async () => {
      for (const name of ['d', 'e', 'f']) {
        mkdirSync(join(directory, 'base', name), { recursive: true });
        writeFileSync(join(directory, 'base', name, 'file'), name);
      }
      const archive = join(directory, 'base.tar');
      const names = ['./d/file', 'e/.//./file', join(directory, 'base//f/file')];
      await succeed('tar', ['-C', join(directory, 'base'), '-cPf', archive, ...names]);
      expect((await succeed('tar', ['-tPf', archive])).stdout).toBe(`${names.join('\n')}\n`);
      const ours = await built(inject('supermin'), [packages, archive]);
      expect(ours).toContain('e/file f 644');
      expect(await built(SUPERMIN5, [packages, archive])).toEqual(ours);
    });
  },
);
