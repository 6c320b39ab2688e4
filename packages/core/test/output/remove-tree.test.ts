import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { removeTree } from '../../src/output/remove-tree.ts';
import { toSystemPath } from '../../src/path/byte-path.ts';
import { ask, compiled } from '../support/child.ts';
import { canMount, mounted } from '../support/mount.ts';
import { available, isRoot, run } from '../support/programs.ts';

describe('removeTree', () => {
  it('everything that there is, and nothing beside it', () => {
    const root = scratchDirectory({ 'out/a/b/c': '', 'out/d': '', 'beside/x': '' });
    symlinkSync('../beside', `${root}/out/link`);
    symlinkSync('/nowhere', `${root}/out/dangling`);
    run('mkfifo', [`${root}/out/fifo`]);
    mkdirSync(toSystemPath(`${root}/out/caf\xe9 \n`));
    writeFileSync(toSystemPath(`${root}/out/caf\xe9 \n/\xff`), '');
    removeTree(`${root}/out`);
    expect(readdirSync(root)).toEqual(['beside']);
    expect(existsSync(`${root}/beside/x`)).toBe(true);
  });

  it('what another process removes at the same time', async () => {
    const files = Array.from({ length: 4000 }, (_, at) => [`out/${at % 20}/${at}`, '']);
    const root = scratchDirectory(Object.fromEntries(files));
    // In the same order, so that one of them is sometimes first and sometimes second.
    const names = readdirSync(`${root}/out`, { recursive: true, encoding: 'utf8' });
    const other = spawn('rm', ['-rf', ...names.map((name) => `${root}/out/${name}`)]);
    const ended = once(other, 'exit');
    await once(other, 'spawn');
    removeTree(`${root}/out`);
    expect((await ended)[0]).toBe(0);
    expect(readdirSync(root)).toEqual([]);
  });

  it('a file, a link and nothing at all', () => {
    const root = scratchDirectory({ file: '', 'dir/x': '' });
    symlinkSync('dir', `${root}/link`);
    removeTree(`${root}/file`);
    removeTree(`${root}/link`);
    removeTree(`${root}/none`);
    expect(readdirSync(root)).toEqual(['dir']);
    expect(existsSync(`${root}/dir/x`)).toBe(true);
  });

  it('an ordinary user: edge case 5, directories that may not be written to, or read', async () => {
    const root = scratchDirectory();
    chmodSync(root, isRoot ? 0o777 : 0o700);
    const code = `
      import { chmodSync, mkdirSync, writeFileSync, existsSync } from 'node:fs';
      import { removeTree } from '@core/output/remove-tree.js';
      const out = process.argv[1] + '/out';
      mkdirSync(out + '/a/b', { recursive: true });
      mkdirSync(out + '/closed');
      for (const name of ['a/x', 'a/b/y', 'closed/z']) writeFileSync(out + '/' + name, '');
      chmodSync(out + '/a/b', 0o555); chmodSync(out + '/a', 0o555); chmodSync(out + '/closed', 0); chmodSync(out, 0o555);
      removeTree(out);
      console.log(JSON.stringify(existsSync(out)));`;
    expect(await ask(compiled(), code, { nobody: true, args: [root] })).toBe(false);
  });

  describe.runIf(available('mounts: only root may', canMount))(
    'with something mounted inside',
    () => {
      it.each([
        ['another filesystem', (_: string) => ['-t', 'tmpfs', 'tmpfs']],
        ['a directory of the same one, bound', (root: string) => ['--bind', `${root}/home`]],
      ])('%s: refused before anything is removed', (_, args) => {
        const root = scratchDirectory({
          'out/a': '',
          'out/z/mnt/.keep': '',
          'home/precious': '',
        });
        mounted([...args(root), `${root}/out/z/mnt`], () => {
          for (const path of [`${root}/out`, `${root}/out/z`, `${root}/out/z/mnt/..`]) {
            expect(() => removeTree(path)).toThrow(`${root}/out/z/mnt is a mounted filesystem`);
          }
        });
        expect(existsSync(`${root}/out/a`)).toBe(true);
        expect(existsSync(`${root}/home/precious`)).toBe(true);
        removeTree(`${root}/out`);
        expect(existsSync(`${root}/out`)).toBe(false);
      });

      it("another filesystem: refused also where the kernel's list of mounts cannot be read", () => {
        const root = scratchDirectory({ 'out/a': '', 'out/z/mnt/.keep': '', empty: '' });
        mounted(['-t', 'tmpfs', 'tmpfs', `${root}/out/z/mnt`], () => {
          writeFileSync(`${root}/out/z/mnt/precious`, '');
          mounted(['--bind', `${root}/empty`, `/proc/${process.pid}/mountinfo`], () => {
            expect(() => removeTree(`${root}/out`)).toThrow(
              expect.objectContaining({
                code: 'OUTPUT_MOUNT',
                message: `${root}/out/z/mnt is a mounted filesystem`,
              }),
            );
          });
          expect(existsSync(`${root}/out/z/mnt/precious`)).toBe(true);
        });
      });
    },
  );
});
