import { spawnSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it, onTestFinished } from 'vitest';
import { localHost } from '../../src/host/local-host.ts';

/** False where the filesystem of temporary files or this machine has no attributes. */
function setXattr(file: Buffer | string, name: string, value: string): boolean {
  const input = Buffer.concat([Buffer.from(file), Buffer.from('\0')]);
  const argv = ['-0', 'setfattr', '-h', '-n', name, '-v', value, '--'];
  return spawnSync('xargs', argv, { input }).status === 0;
}

describe('readXattrs', () => {
  it('odd names, one that is not UTF-8 among them; files without attributes are left out', async ({
    skip,
  }) => {
    const root = scratchDirectory({ plain: '', 'new\nline\\': '' });
    const odd = Buffer.concat([Buffer.from(`${root}/odd`), Buffer.from([0xff])]);
    writeFileSync(odd, '');
    skip(!setXattr(odd, 'user.x', 'odd'), 'attributes cannot be set here');
    setXattr(`${root}/new\nline\\`, 'user.y=z', 'new');
    const paths = ['/plain', '/missing', '/odd\xff', '/new\nline\\', '/'];
    const { files, complete } = (await localHost(root).xattrs!(paths))!;
    expect(files).toEqual(
      new Map([
        ['/odd\xff', new Map([['user.x', Buffer.from('odd')]])],
        ['/new\nline\\', new Map([['user.y=z', Buffer.from('new')]])],
      ]),
    );
    // Not all of them were there.
    expect(complete).toBe(false);
    expect((await localHost(root).xattrs!(['/plain']))!.complete).toBe(true);
  });

  it('links on the way are followed inside the root', async ({ skip }) => {
    const root = scratchDirectory({ 'etc/f': '' });
    const outside = scratchDirectory({ f: '' });
    skip(!setXattr(`${outside}/f`, 'user.x', 'outside'), 'attributes cannot be set here');
    symlinkSync(outside, `${root}/link`);
    symlinkSync('/etc', `${root}/inside`);
    setXattr(`${root}/etc/f`, 'user.x', 'inside');
    const found = await localHost(root).xattrs!(['/link/f', '/inside/f']);
    expect([...found!.files.keys()]).toEqual(['/inside/f']);
  });

  it('undefined without getfattr', async () => {
    const { PATH } = process.env;
    onTestFinished(() => {
      process.env.PATH = PATH;
    });
    const root = scratchDirectory({ f: '' });
    process.env.PATH = root;
    expect(await localHost(root).xattrs!(['/f'])).toBeUndefined();
    const xargs = spawnSync('which', ['xargs'], { env: { PATH } }).stdout.toString().trim();
    const bin = scratchDirectory();
    symlinkSync(xargs, `${bin}/xargs`);
    process.env.PATH = [bin, root].join(delimiter);
    expect(await localHost(root).xattrs!(['/f'])).toBeUndefined();
  });
});
