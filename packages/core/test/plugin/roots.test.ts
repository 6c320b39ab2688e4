import { symlinkSync } from 'node:fs';
import { scratchDirectory, writeFiles } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { pluginRoots } from '../../src/plugin/roots.ts';

const CLI = '@supermin/cli';

/** A layout of directories, the command's own package at `own`, started as `program`. */
function roots(
  own: string,
  program: string,
  links: Record<string, string>,
  files: string[] = [],
): string[] {
  const top = scratchDirectory({
    [`${own}/package.json`]: '{}',
    [`${own}/bin/supermin`]: '',
    ...Object.fromEntries(files.map((file) => [file, ''])),
  });
  for (const [path, target] of Object.entries(links)) {
    writeFiles(top, { [`${path}/../.keep`]: '' });
    symlinkSync(target, `${top}/${path}`);
  }
  return pluginRoots(`${top}/${own}`, CLI, `${top}/${program}`).map((root) =>
    root.slice(top.length + 1),
  );
}

describe('pluginRoots', () => {
  it('npm, in a project', () => {
    const own = 'project/node_modules/@supermin/cli';
    expect(
      roots(own, 'project/node_modules/.bin/supermin', {
        'project/node_modules/.bin/supermin': '../@supermin/cli/bin/supermin',
      }),
    ).toEqual([`${own}/node_modules`, 'project/node_modules']);
  });

  it('npm, global: bin links into lib', () => {
    const own = 'usr/lib/node_modules/@supermin/cli';
    expect(
      roots(own, 'usr/bin/supermin', {
        'usr/bin/supermin': '../lib/node_modules/@supermin/cli/bin/supermin',
      }),
    ).toEqual([`${own}/node_modules`, 'usr/lib/node_modules']);
  });

  it('pnpm, in a project: the strict layout, with the store beside', () => {
    const store = 'project/node_modules/.pnpm/@supermin+cli@6.0.0/node_modules';
    const found = roots(
      `${store}/@supermin/cli`,
      'project/node_modules/@supermin/cli/bin/supermin',
      {
        'project/node_modules/@supermin/cli':
          '../.pnpm/@supermin+cli@6.0.0/node_modules/@supermin/cli',
      },
    );
    expect(found.sort()).toEqual(
      ['project/node_modules', store, `${store}/@supermin/cli/node_modules`].sort(),
    );
  });

  it('pnpm, global: several links in a chain', () => {
    const store = 'pnpm/global/5/.pnpm/@supermin+cli@6.0.0/node_modules';
    const found = roots(`${store}/@supermin/cli`, 'home/bin/supermin', {
      'home/bin/supermin': '../../pnpm/supermin',
      'pnpm/supermin': 'global/5/node_modules/@supermin/cli/bin/supermin',
      'pnpm/global/5/node_modules/@supermin/cli':
        '../../.pnpm/@supermin+cli@6.0.0/node_modules/@supermin/cli',
    });
    expect(found).toContain('pnpm/global/5/node_modules');
    expect(found).toContain(store);
    expect(found).toHaveLength(3);
  });

  it('a folder on the way that holds another copy of the command, or none, does not count', () => {
    const own = 'opt/supermin/node_modules/@supermin/cli';
    const found = roots(
      own,
      'work/bin/supermin',
      { 'work/bin/supermin': '../../opt/supermin/node_modules/@supermin/cli/bin/supermin' },
      [
        'work/node_modules/supermin-writer-evil/package.json',
        'work/node_modules/@supermin/cli/package.json',
        'node_modules/supermin-writer-evil/package.json',
      ],
    );
    expect(found).toEqual([`${own}/node_modules`, 'opt/supermin/node_modules']);
  });

  it('in the source tree: only its own folder', () => {
    expect(
      roots('repo/packages/cli', 'repo/packages/cli/bin/supermin', {}, [
        'repo/node_modules/x/package.json',
      ]),
    ).toEqual(['repo/packages/cli/node_modules']);
  });

  it('a program that is not there, or a link to itself', () => {
    expect(roots('a/cli', 'nowhere/supermin', {})).toEqual(['a/cli/node_modules']);
    expect(roots('a/cli', 'x/loop', { 'x/loop': 'loop' })).toEqual(['a/cli/node_modules']);
  });
});
