import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Options, run, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT, NOBODY, USERS } from '@supermin/test-support/users';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { supermin, superminSucceeds } from './support/installation.ts';

if (!IS_ROOT) console.log('not here, so not checked: only root can be somebody else');

describe.runIf(IS_ROOT)("root with another user's cache", () => {
  const top = scratchDirectory();
  const theirs = join(top, 'theirs');
  mkdirSync(theirs);
  chmodSync(top, 0o755);
  chownSync(theirs, NOBODY, NOBODY);
  writeFileSync(join(top, 'packages'), 'dash\n');
  const build = ['--build', '-v', '-f', 'ext2', '-o', join(top, 'out'), join(top, 'packages')];
  const fallback = '/var/tmp/.supermin-0';

  it.each([
    ['XDG_CACHE_HOME', { XDG_CACHE_HOME: theirs, HOME: '' }],
    ['XDG_CACHE_HOME below it', { XDG_CACHE_HOME: join(theirs, 'new/one'), HOME: '' }],
    ['HOME', { XDG_CACHE_HOME: '', HOME: theirs }],
  ])('leaves nothing there, and says so: %s', async (_, env) => {
    const { stdout } = await superminSucceeds(build, { env });
    expect(stdout).toContain(`is not used: ${theirs} belongs to another user`);
    expect(readdirSync(theirs)).toEqual([]);
    expect(statSync(fallback)).toMatchObject({ uid: 0 });
  });

  it('takes nothing from there: neither an initrd nor code', async () => {
    const env = { XDG_CACHE_HOME: theirs, HOME: theirs };
    const as = { env, uid: NOBODY };
    const own = [...build.slice(0, -3), '-o', join(theirs, 'out'), join(top, 'packages')];
    await superminSucceeds(own, as);
    const kept = join(theirs, 'supermin/initrds');
    expect(readdirSync(kept).length).toBe(2);
    const { stdout } = await superminSucceeds(build, { env });
    expect(stdout).toContain('is not used');
    const before = (await succeed('find', [theirs, '-newer', join(top, 'out/root')])).stdout;
    expect(before).toBe('');
    expect((await succeed('find', [theirs, '-uid', '0'])).stdout).toBe('');
  });
});

describe.each(USERS)('the list that sh believes, as $name', (user) => {
  const top = scratchDirectory({}, user);
  const env = { XDG_CACHE_HOME: join(top, 'cache'), HOME: top };
  const options: Options = { env, ...(user.uid === undefined ? {} : { uid: user.uid }) };
  const argv = ['--build', '--if-newer', '-f', 'chroot', join(top, 'packages')];
  const cache = join(top, 'cache/supermin');
  const marker = join(top, 'was-run');

  /** As whom the user would not run what was planted: without node, all that is run is the list. */
  async function answersAlone(): Promise<boolean> {
    const words = [`PATH=${join(top, 'empty')}`, '/bin/sh', inject('supermin'), ...argv];
    const { status } = await run('/usr/bin/env', [...words, '-o', join(top, 'out')], options);
    expect(existsSync(marker)).toBe(false);
    return status === 0;
  }

  async function settle(): Promise<string> {
    rmSync(cache, { recursive: true, force: true });
    writeFileSync(join(top, 'packages'), 'base-files\n');
    await superminSucceeds([...argv, '-o', join(top, 'out')], options);
    expect(await answersAlone()).toBe(true);
    const boot = join(cache, 'fast-path1', readdirSync(join(cache, 'fast-path1'))[0]!);
    return join(boot, readdirSync(boot)[0]!);
  }

  const evil = `: > '${marker}'; exit 0\n`;
  /** Sets a directory's time as the kernel does for every change in it: by its own, coarser clock than Node's. */
  const changedInside = (path: string) => writeFileSync(join(path, 'new'), '');

  it.each<[string, (list: string) => void]>([
    ['somebody has written to it', (list) => writeFileSync(join(list, 'list'), evil)],
    [
      'somebody has put another one in its place',
      (list) => {
        writeFileSync(`${list}/new`, evil);
        renameSync(`${list}/new`, join(list, 'list'));
      },
    ],
    ['something was changed beside it', (list) => changedInside(list)],
    [
      'it is a link',
      (list) => {
        renameSync(join(list, 'list'), join(list, 'other'));
        symlinkSync('other', join(list, 'list'));
        utimesSync(list, 2e9, 2e9);
      },
    ],
    ['its directory is a link', (list) => viaLink(list)],
    ['the cache is a link', () => viaLink(cache)],
  ])('is not believed when %s', async (_, change) => {
    change(await settle());
    expect(await answersAlone()).toBe(false);
  });

  it.runIf(IS_ROOT).each<[string, (list: string) => string]>([
    ['it', (list) => join(list, 'list')],
    ['its directory', (list) => list],
    ['the directory of all lists', () => join(cache, 'fast-path1')],
    ['the cache', () => cache],
    ['XDG_CACHE_HOME', () => join(top, 'cache')],
  ])("is not believed when %s is another user's", async (_, find) => {
    const path = find(await settle());
    chownSync(path, 1234, 1234);
    expect(await answersAlone()).toBe(false);
    rmSync(join(top, 'cache'), { recursive: true });
  });
});

function viaLink(path: string): void {
  renameSync(path, `${path}.other`);
  symlinkSync(`${path}.other`, path);
}

describe.runIf(IS_ROOT)('a user for whom there is no cache', () => {
  const uid = 54321;
  const top = scratchDirectory({}, { name: 'somebody', uid });
  const planted = `/var/tmp/.supermin-${uid}`;
  writeFileSync(planted, 'planted by somebody else');
  afterAll(() => rmSync(planted));
  const options: Options = { uid, env: { HOME: '/nonexistent', XDG_CACHE_HOME: '', TMPDIR: top } };

  it('builds, and runs: in a temporary directory that is gone afterwards', async () => {
    writeFileSync(join(top, 'packages'), 'dash\n');
    const out = join(top, 'out');
    const build = ['build', '--if-newer', '-v', '-f', 'ext2', '-o', out, join(top, 'packages')];
    const { stdout } = await superminSucceeds(build, options);
    expect(stdout).toContain(`cache: ${planted} is not used: `);
    expect((await superminSucceeds(build, options)).stdout).toContain('does not need rebuilding');
    const { status, stdout: hello } = await supermin(['run', '--', 'echo', 'hello'], options);
    expect({ status, hello }).toEqual({ status: 0, hello: 'hello\n' });
    expect(readdirSync(top).sort()).toEqual(['out', 'packages']);
  });
});

describe('kept files that were damaged', () => {
  const top = scratchDirectory();
  const cache = join(top, 'cache');
  const env = { XDG_CACHE_HOME: cache, SOURCE_DATE_EPOCH: '1000000000' };

  it('change nothing in what is built', async () => {
    writeFileSync(join(top, 'packages'), 'dash\n');
    const build = async (name: string) => {
      const out = join(top, name);
      const size = ['--size', 'auto'];
      await superminSucceeds(['build', '-f', 'ext2', ...size, '-o', out, join(top, 'packages')], {
        env,
      });
      return ['initrd', 'root'].map((file) => join(out, file));
    };
    const clean = await build('clean');
    const files = (await succeed('find', [`${cache}/supermin`, '-type', 'f'])).stdout;
    const kept = files
      .trim()
      .split('\n')
      .filter((file) => !file.includes('/builds/'));
    expect(kept.map((file) => file.split('/').at(-2)).sort()).toEqual(
      expect.arrayContaining(['code', 'dpkg', 'initrds']),
    );
    // One at a time: of a list that is damaged and believed, what is made is looked for under another name.
    for (const path of kept) {
      const bytes = readFileSync(path);
      const middle = bytes.length >> 1;
      writeFileSync(path, Buffer.from(bytes).fill(0x55, middle, middle + 100));
      const again = await build('again');
      for (const [index, file] of again.entries()) await succeed('cmp', [file, clean[index]!]);
      writeFileSync(path, bytes);
    }
  });
});
