import { chmodSync, lchownSync, mkdirSync, renameSync, statSync, symlinkSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { isOwnDirectory, ownDirectory } from '../../src/cache/own-directory.ts';
import { available, has, isRoot, run } from '../support/programs.ts';

const NOBODY = 65534;

function caches() {
  const cache = `${scratchDirectory()}/cache`;
  ownDirectory(cache, 'a', 'b');
  return { cache, a: `${cache}/a`, b: `${cache}/a/b` };
}

describe('ownDirectory', () => {
  it('makes what is not there, for this user only, whatever the umask', () => {
    const umask = process.umask(0);
    const { cache, a, b } = caches();
    process.umask(umask);
    for (const path of [cache, a, b]) expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(ownDirectory(cache, 'a', 'b')).toBe(b);
    expect(isOwnDirectory(cache, 'a', 'b')).toBe(true);
    expect(isOwnDirectory(cache, 'a', 'c')).toBe(false);
  });

  const places = ['cache', 'a', 'b'] as const;
  const changes: [string, (path: string) => void, string][] = [
    ['its group may write to it', (path) => chmodSync(path, 0o770), 'may be written to by others'],
    ['all may write to it', (path) => chmodSync(path, 0o702), 'may be written to by others'],
    ['it is sticky, as /tmp', (path) => chmodSync(path, 0o1777), 'may be written to by others'],
    [
      'it is a link',
      (path) => {
        renameSync(path, `${path}-other`);
        symlinkSync(`${path}-other`, path);
      },
      'is a link',
    ],
  ];
  if (available("another user's directory: only root can make one", isRoot)) {
    const give = (path: string) => lchownSync(path, NOBODY, NOBODY);
    changes.push(["it is somebody else's", give, 'belongs to another user']);
  }
  if (available('ACLs: there is no setfacl', has('setfacl'))) {
    const allow = (path: string) => void run('setfacl', ['-m', `u:${NOBODY}:rwx`, path]);
    changes.push(['an ACL lets somebody else write to it', allow, 'may be written to by others']);
  }
  it.each(places.flatMap((place) => changes.map((change) => [place, ...change] as const)))(
    'refuses %s when %s',
    (place, _, change, problem) => {
      const { cache, ...below } = caches();
      const path = { cache, ...below }[place];
      change(path);
      expect(() => ownDirectory(cache, 'a', 'b')).toThrow(`${path} ${problem}`);
      expect(isOwnDirectory(cache, 'a', 'b')).toBe(false);
    },
  );

  it('refuses a file in its place', () => {
    const top = scratchDirectory();
    mkdirSync(`${top}/cache`, { mode: 0o700 });
    run('touch', [`${top}/cache/a`]);
    expect(() => ownDirectory(`${top}/cache`, 'a')).toThrow('is not a directory');
  });
});
