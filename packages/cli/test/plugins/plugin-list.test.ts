import { type FoundPlugin, SuperminError } from '@supermin/core';
import { expect, it } from 'vitest';
import { pluginList, pluginListText } from '../../src/plugins/plugin-list.ts';

const option = { name: 'level', type: 'integer', help: '' } as const;
const families = [{ name: 'x/toy', ids: [] }];
const backend = { name: 'toy', families, databases: ['/toy'], options: [] };
const writer = { name: 'tar', aliases: ['tarball'], description: 'a tarball', options: [option] };
const module = './index.js';

const toy: FoundPlugin = {
  ...{ name: 'supermin-backend-toy', version: '1.0.0', directory: '/p/toy', installedAs: 'toy' },
  manifest: { contract: 1, backends: [{ ...backend, module }], writers: [{ ...writer, module }] },
};
const error = new SuperminError('PLUGIN_ENTRY', 'its module is not there');
const rejected = [{ name: 'supermin-writer-x', directory: '/p/x', error }];

const list = pluginList({ plugins: [toy], rejected, specifiedBy: new Map([['toy', '--plugin']]) });

it('holds all that a manifest declares, but where its code is', () => {
  expect(list).toEqual({
    contract: 1,
    plugins: [
      {
        ...{ name: 'supermin-backend-toy', version: '1.0.0', directory: '/p/toy' },
        ...{ specifiedBy: '--plugin', contract: 1, backends: [backend], writers: [writer] },
      },
    ],
    rejected: [
      {
        ...{ name: 'supermin-writer-x', directory: '/p/x', code: 'PLUGIN_ENTRY' },
        ...{ reason: 'its module is not there', hint: undefined },
      },
    ],
    conflicts: [],
  });
});

it('is text for people', () => {
  const conflicts = [{ kind: 'writer' as const, name: 'tar', packages: ['a', 'b'] }];
  expect(pluginListText({ ...list, conflicts })).toBe(
    `supermin-backend-toy 1.0.0: backend toy, writer tar
    /p/toy (specified by --plugin)
    --level N
supermin-writer-x: not used: its module is not there
    /p/x
the writer tar is claimed by a and b: choose one by -f PACKAGE
`,
  );
  expect(pluginListText({ ...list, plugins: [], rejected: [] })).toBe('no plugins were found\n');
});

it('is text about plugins that say less, or more', () => {
  const plain = { name: 'toy', version: '1.0.0', directory: '/p/toy' };
  const quick = { name: 'quick', type: 'boolean' as const, help: '' };
  const bare = pluginList({
    plugins: [
      {
        ...plain,
        manifest: {
          contract: 1,
          backends: [],
          writers: [{ ...writerOf('tar'), options: [quick] }],
        },
      },
      { ...plain, manifest: { contract: 1, backends: [], writers: [writerOf('zip')] } },
    ],
    rejected: [
      {
        ...{ name: 'x', directory: '/p/x' },
        error: new SuperminError('PLUGIN_ENTRY', 'it is broken', { hint: 'reinstall it' }),
      },
    ],
    specifiedBy: new Map(),
  });
  const conflicts = [{ kind: 'backend' as const, name: 'apk', packages: ['a', 'b', 'c'] }];
  expect(pluginListText({ ...bare, conflicts })).toBe(
    `toy 1.0.0: writer tar
    /p/toy
    --quick
toy 1.0.0: writer zip
    /p/toy
x: not used: it is broken
    /p/x
    reinstall it
the backend apk is claimed by a and b and c: choose one by --backend PACKAGE
`,
  );
});

function writerOf(name: string) {
  return { name, aliases: [], module: './i.js', description: '', options: [] };
}
