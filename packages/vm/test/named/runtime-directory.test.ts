import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT, NOBODY } from '@supermin/test-support/users';
import { beforeEach, describe, expect, it } from 'vitest';
import { runtimeDirectories, runtimeDirectory } from '../../src/named/runtime-directory.ts';

const NAME = `.supermin-run-${process.geteuid!()}`;

/** Directories in the places of XDG_RUNTIME_DIR, /tmp and /var/tmp. */
let xdg: string;
let temporary: [string, string];
beforeEach(() => {
  const outer = scratchDirectory({ 'user/.keep': '', 'tmp/.keep': '', 'var-tmp/.keep': '' });
  xdg = join(outer, 'user');
  temporary = [join(outer, 'tmp'), join(outer, 'var-tmp')];
  for (const directory of temporary) chmodSync(directory, 0o1777);
});

const find = (directory: string | undefined = xdg) =>
  runtimeDirectory({ XDG_RUNTIME_DIR: directory }, temporary);
const all = (directory: string | undefined = xdg) =>
  runtimeDirectories({ XDG_RUNTIME_DIR: directory }, temporary);
const own = () => join(xdg, 'supermin');
const others = () => temporary.map((directory) => join(directory, NAME));

describe('runtimeDirectory', () => {
  it('is below XDG_RUNTIME_DIR, and for this user only', () => {
    expect(find()).toBe(own());
    expect(lstatSync(own()).mode & 0o777).toBe(0o700);
    expect(find()).toBe(own());
    for (const other of others()) expect(existsSync(other)).toBe(false);
  });

  it.each([undefined, '', '/nonexistent'])('XDG_RUNTIME_DIR=%s: in /tmp', (directory) => {
    expect(runtimeDirectory({ XDG_RUNTIME_DIR: directory }, temporary)).toBe(others()[0]);
    expect(lstatSync(others()[0]!).mode & 0o777).toBe(0o700);
    expect(existsSync(others()[1]!)).toBe(false);
  });

  it('a relative XDG_RUNTIME_DIR is ignored, also where it leads somewhere', () => {
    expect(find(`${relative(process.cwd(), xdg)}/`)).toBe(others()[0]);
  });

  it('is the real path of a link', () => {
    symlinkSync(xdg, join(temporary[0], 'link'));
    expect(find(join(temporary[0], 'link'))).toBe(own());
  });

  it('one that others may write to is not used, nor a link', () => {
    mkdirSync(own());
    chmodSync(own(), 0o777);
    expect(find()).toBe(others()[0]);
    rmSync(own(), { recursive: true });
    symlinkSync(scratchDirectory(), own());
    expect(find()).toBe(others()[0]);
  });

  it('nor one below what others may write to', () => {
    chmodSync(xdg, 0o777);
    expect(find()).toBe(others()[0]);
    chmodSync(temporary[0], 0o777);
    expect(find()).toBe(others()[1]);
  });

  it.runIf(IS_ROOT)("nor another user's", () => {
    chownSync(xdg, NOBODY, NOBODY);
    expect(find()).toBe(others()[0]);
    chownSync(xdg, 0, 0);
    mkdirSync(own());
    chownSync(own(), NOBODY, NOBODY);
    expect(find()).toBe(others()[0]);
  });

  it.skipIf(IS_ROOT)("nor root's", () => {
    expect(find('/')).toBe(others()[0]);
  });

  it('says of each place why it cannot be used', () => {
    chmodSync(xdg, 0o777);
    temporary = [join(xdg, 'none'), join(temporary[1], 'none')];
    expect(() => find()).toThrow(
      expect.objectContaining({
        code: 'RUNTIME_DIRECTORY',
        message: expect.stringMatching(
          /^no directory for the sockets of VMs can be used: \/.*\/user may be written to by others; ENOENT: .*\/user\/none'; ENOENT: .*\/var-tmp\/none'$/,
        ),
      }),
    );
  });
});

describe('runtimeDirectories', () => {
  it('are all that are there, the first first', () => {
    expect(all()).toEqual([]);
    for (const directory of [own(), ...others()]) mkdirSync(directory, { mode: 0o700 });
    expect(all()).toEqual([own(), ...others()]);
    expect(runtimeDirectories({}, temporary)).toEqual(others());
    rmSync(others()[0]!, { recursive: true });
    expect(all()).toEqual([own(), others()[1]]);
  });

  it('are not those that cannot be believed, or looked at', () => {
    for (const directory of [own(), ...others()]) mkdirSync(directory, { mode: 0o700 });
    chmodSync(own(), 0o777);
    expect(all()).toEqual(others());
    expect(all('/nonexistent')).toEqual(others());
    rmSync(others()[0]!, { recursive: true });
    symlinkSync(others()[1]!, others()[0]!);
    expect(all()).toEqual([others()[1]]);
  });
});
