import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { localHost } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { findProgram } from '../../src/program/find-program.ts';

/** A root with these programs and links. */
function hostWith(programs: string[], links: Record<string, string> = {}) {
  const root = scratchDirectory(Object.fromEntries(programs.map((path) => [path.slice(1), ''])));
  for (const path of programs) chmodSync(root + path, 0o755);
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(dirname(root + path), { recursive: true });
    symlinkSync(target, root + path);
  }
  return localHost(root);
}

it('looks where the VM looks, in its order', () => {
  const host = hostWith(['/usr/bin/tool', '/usr/local/bin/tool', '/opt/other']);
  expect(findProgram(host, 'tool')).toEqual(['/usr/local/bin/tool']);
  expect(findProgram(host, 'other')).toEqual([]);
});

it('takes a path as it is, a relative one from the root', () => {
  const host = hostWith(['/opt/tool']);
  expect(findProgram(host, '/opt/tool')).toEqual(['/opt/tool']);
  expect(findProgram(host, './opt/tool')).toEqual(['/./opt/tool']);
  expect(findProgram(host, '/opt')).toEqual([]);
});

it('names every link on the way, absolute or relative', () => {
  const host = hostWith(['/usr/bin/mawk'], {
    '/usr/bin/awk': '../../etc/alternatives/awk',
    '/etc/alternatives/awk': '/usr/bin/mawk',
  });
  expect(findProgram(host, 'awk')).toEqual([
    '/usr/bin/awk',
    '/etc/alternatives/awk',
    '/usr/bin/mawk',
  ]);
});

it('does not follow links in a circle for ever', () => {
  const host = hostWith([], { '/usr/bin/a': 'b', '/usr/bin/b': 'a' });
  expect(findProgram(host, 'a')).toEqual([]);
});

it('passes over what may not be executed', () => {
  const host = hostWith(['/usr/bin/tool', '/bin/tool']);
  chmodSync(`${host.root}/usr/bin/tool`, 0o644);
  expect(findProgram(host, 'tool')).toEqual(['/bin/tool']);
});
