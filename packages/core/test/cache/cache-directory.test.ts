import {
  chmodSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { type CacheEnvironment, cacheDirectory } from '../../src/cache/cache-directory.ts';
import type { SuperminEvent } from '../../src/events/event.ts';
import { ask, compiled } from '../support/child.ts';
import { available, isRoot } from '../support/programs.ts';

const FALLBACK = `/var/tmp/.supermin-${process.getuid?.()}`;

/** Why the first place that the environment names is not used. */
function refused(environment: CacheEnvironment): string | undefined {
  const said: string[] = [];
  const report = (event: SuperminEvent) => said.push((event as { text: string }).text);
  expect(cacheDirectory(environment, report)).toBe(FALLBACK);
  return /^cache: .* is not used: (.*)$/.exec(said[0] ?? '')?.[1];
}

describe('cacheDirectory', () => {
  it('XDG_CACHE_HOME, then HOME; made, for this user only', () => {
    const root = scratchDirectory();
    const xdg = cacheDirectory({ XDG_CACHE_HOME: `${root}/xdg`, HOME: root });
    const home = cacheDirectory({ HOME: root });
    expect([xdg, home]).toEqual([`${root}/xdg/supermin`, `${root}/.cache/supermin`]);
    for (const path of [xdg!, home!]) expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it.each([
    ['a relative XDG_CACHE_HOME', { XDG_CACHE_HOME: 'cache' }],
    ['an empty one', { XDG_CACHE_HOME: '' }],
    ['one that is a file', { XDG_CACHE_HOME: 'FILE' }],
    ['one where nothing can be made', { XDG_CACHE_HOME: '/proc/no/such' }],
  ])('%s does not count', (_, environment) => {
    const root = scratchDirectory({ file: '' });
    const xdg = environment.XDG_CACHE_HOME.replace('FILE', `${root}/file`);
    expect(cacheDirectory({ XDG_CACHE_HOME: xdg, HOME: root })).toBe(`${root}/.cache/supermin`);
  });

  it.each([{}, { HOME: '' }, { HOME: 'here' }, { HOME: '/nonexistent' }])(
    'without a home: %j',
    (environment) => {
      expect(cacheDirectory(environment)).toBe(FALLBACK);
      expect(statSync(FALLBACK)).toMatchObject({ uid: process.getuid?.() });
    },
  );

  it('a byte string, where the variable is not ASCII', () => {
    const root = scratchDirectory();
    expect(cacheDirectory({ XDG_CACHE_HOME: `${root}/é` })).toBe(`${root}/\xc3\xa9/supermin`);
    expect(existsSync(`${root}/é/supermin`)).toBe(true);
  });

  it('a link to the base is followed; one in place of the cache is not', () => {
    const root = scratchDirectory();
    mkdirSync(`${root}/big/disk`, { recursive: true });
    symlinkSync('big/disk', `${root}/.cache`);
    expect(cacheDirectory({ HOME: root })).toBe(`${root}/big/disk/supermin`);
    mkdirSync(`${root}/xdg`);
    symlinkSync('../big', `${root}/xdg/supermin`);
    expect(refused({ XDG_CACHE_HOME: `${root}/xdg` })).toBe(`${root}/xdg/supermin is a link`);
    expect(readdirSync(`${root}/big`)).toEqual(['disk']);
  });

  it.each(['775', '757', '1777'])('one of mode %s is not used: others may write to it', (mode) => {
    const root = scratchDirectory();
    mkdirSync(`${root}/supermin`);
    chmodSync(`${root}/supermin`, Number.parseInt(mode, 8));
    expect(refused({ XDG_CACHE_HOME: root })).toBe(`${root}/supermin may be written to by others`);
  });

  it('nor one whose parents others may rename', () => {
    const root = scratchDirectory();
    mkdirSync(`${root}/open/mine`, { recursive: true });
    chmodSync(`${root}/open`, 0o777);
    const expected = `${root}/open may be written to by others`;
    expect(refused({ XDG_CACHE_HOME: `${root}/open/mine` })).toBe(expected);
    expect(refused({ XDG_CACHE_HOME: `${root}/open/new` })).toBe(expected);
    expect(refused({ HOME: `${root}/open/mine` })).toBe(expected);
    expect(readdirSync(`${root}/open`)).toEqual(['mine']);
    expect(readdirSync(`${root}/open/mine`)).toEqual([]);
  });

  it.runIf(available("another user's directory: only root can make one", isRoot))(
    'root leaves nothing in the home or the cache of another user',
    () => {
      const other = `${scratchDirectory()}/other`;
      mkdirSync(`${other}/.cache`, { recursive: true });
      for (const path of [other, `${other}/.cache`]) lchownSync(path, 1234, 1234);
      for (const environment of [
        { HOME: other },
        { XDG_CACHE_HOME: other },
        { XDG_CACHE_HOME: `${other}/.cache` },
        { XDG_CACHE_HOME: `${other}/new/one` },
      ]) {
        expect(refused(environment)).toMatch(/other(\/.cache)? belongs to another user$/);
      }
      expect(readdirSync(other)).toEqual(['.cache']);
      expect(readdirSync(`${other}/.cache`)).toEqual([]);
    },
  );

  it('an ordinary user: one that may not be written to does not count', async () => {
    const root = scratchDirectory();
    mkdirSync(`${root}/xdg/supermin`, { recursive: true });
    chmodSync(root, 0o755);
    for (const path of ['xdg', 'xdg/supermin']) chmodSync(`${root}/${path}`, 0o555);
    const code = `
      import { cacheDirectory } from '@core/cache/cache-directory.js';
      console.log(JSON.stringify(cacheDirectory({ XDG_CACHE_HOME: process.argv[1] })));`;
    const found = await ask(compiled(), code, { nobody: true, args: [`${root}/xdg`] });
    expect(found).toMatch(/^\/var\/tmp\/\.supermin-\d+$/);
  });
});
