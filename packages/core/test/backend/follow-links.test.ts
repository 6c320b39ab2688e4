import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { followLinks } from '../../src/backend/follow-links.ts';
import { localHost } from '../../src/host/local-host.ts';
import { ask, compiled } from '../support/child.ts';
import { available, isRoot } from '../support/programs.ts';

function linked(): string {
  const root = scratchDirectory();
  mkdirSync(join(root, 'bin'));
  symlinkSync('/alternatives/awk', join(root, 'bin/awk'));
  mkdirSync(join(root, 'alternatives'));
  symlinkSync('../bin/mawk', join(root, 'alternatives/awk'));
  symlinkSync('loop', join(root, 'bin/loop'));
  return root;
}

it('tries the path, then what it links to, absolute and relative', () => {
  const tried: string[] = [];
  const find = (path: string) => {
    tried.push(path);
    return path.endsWith('/mawk') ? 'mawk' : undefined;
  };
  expect(followLinks(localHost(linked()), '/bin/awk', find)).toBe('mawk');
  expect(tried).toEqual(['/bin/awk', '/alternatives/awk', '/alternatives/../bin/mawk']);
});

it('does not follow a link that somebody owns', () => {
  const tried: string[] = [];
  const find = (path: string) => tried.push(path);
  expect(followLinks(localHost(linked()), '/bin/awk', find)).toBe(1);
});

it('ends where links go round in circles, and at what is no link', () => {
  const host = localHost(linked());
  const tried: string[] = [];
  const find = (path: string) => void tried.push(path);
  expect(followLinks(host, '/bin/loop', find)).toBeUndefined();
  expect(tried).toHaveLength(40);
  expect(followLinks(host, '/bin', () => undefined)).toBeUndefined();
  expect(followLinks(host, '/gone', () => undefined)).toBeUndefined();
});

it.runIf(available('as an ordinary user', isRoot))(
  'finds nothing in a directory that the user may not enter',
  async () => {
    const root = scratchDirectory();
    mkdirSync(join(root, 'secret'), { mode: 0o700 });
    const code = `
      import { followLinks } from '@core/backend/follow-links.js';
      import { localHost } from '@core/host/local-host.js';
      const found = followLinks(localHost('${root}'), '/secret/prog', () => undefined);
      console.log(JSON.stringify([found === undefined]));`;
    expect(await ask(compiled(), code, { nobody: true })).toEqual([true]);
  },
);
