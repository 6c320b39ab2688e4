import { chmodSync, lchownSync, mkdirSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cacheDirectory } from '../../src/cache/cache-directory.ts';
import { ask, compiled } from '../support/child.ts';
import { available, isRoot } from '../support/programs.ts';
import { temporary, write } from '../support/temp.ts';

const FALLBACK = `/var/tmp/.supermin-${process.getuid?.()}`;

describe('cacheDirectory', () => {
  it('XDG_CACHE_HOME, then HOME; made, for this user only', () => {
    const root = temporary();
    const xdg = cacheDirectory({ XDG_CACHE_HOME: `${root}/xdg`, HOME: root });
    const home = cacheDirectory({ HOME: root });
    expect([xdg, home]).toEqual([`${root}/xdg/supermin`, `${root}/.cache/supermin`]);
    for (const path of [xdg, home]) expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it.each([
    ['a relative XDG_CACHE_HOME', { XDG_CACHE_HOME: 'cache' }],
    ['an empty one', { XDG_CACHE_HOME: '' }],
    ['one that is a file', { XDG_CACHE_HOME: 'FILE' }],
    ['one where nothing can be made', { XDG_CACHE_HOME: '/proc/no/such' }],
  ])('%s does not count', (_, environment) => {
    const root = write(temporary(), { file: '' });
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

  it.runIf(available("another user's home: only root can make one", isRoot))(
    "root does not use another user's HOME",
    () => {
      const home = `${temporary()}/home`;
      mkdirSync(home);
      lchownSync(home, 1234, 1234);
      expect(cacheDirectory({ HOME: home })).toBe(FALLBACK);
    },
  );

  it('an ordinary user: one that may not be written to does not count', async () => {
    const root = temporary();
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
