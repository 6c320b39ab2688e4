import { linkSync } from 'node:fs';
import type { SuperminEvent } from '@supermin/core';
import { FileTree } from '@supermin/core/writer';
import { expect, test } from 'vitest';
import { addModules } from '../../src/modules/add-modules.ts';
import { FakeRoot } from '../kernel/fixture.ts';

const KERNEL = { path: '/boot/vmlinuz-6.1', version: '6.1', modules: '/lib/modules/6.1' };

async function added(root: FakeRoot, kernel = KERNEL, tree = new FileTree()) {
  const events: SuperminEvent[] = [];
  const { signal } = new AbortController();
  const report = (event: SuperminEvent) => events.push(event);
  await addModules(tree, kernel, { host: root.host, signal, report });
  return { tree, events, paths: [...tree.walk()].map(({ path, node }) => `${node.type} ${path}`) };
}

function sample(prefix = '/lib'): FakeRoot {
  return new FakeRoot()
    .file(`${prefix}/modules/6.1/modules.dep`)
    .file(`${prefix}/modules/6.1/kernel/fs/ext4.ko`, 'ext4')
    .link(`${prefix}/modules/6.1/build`, '/usr/src/linux-headers-6.1')
    .file(`${prefix}/modules/6.2/modules.dep`);
}

test('the whole directory of one kernel: files, directories, links', async () => {
  const { paths, tree, events } = await added(sample());
  expect(paths).toEqual([
    'directory /lib',
    'directory /lib/modules',
    'directory /lib/modules/6.1',
    'symlink /lib/modules/6.1/build',
    'directory /lib/modules/6.1/kernel',
    'directory /lib/modules/6.1/kernel/fs',
    'file /lib/modules/6.1/kernel/fs/ext4.ko',
    'file /lib/modules/6.1/modules.dep',
  ]);
  expect(tree.lookup('/lib/modules/6.1/build')).toMatchObject({
    target: '/usr/src/linux-headers-6.1',
  });
  expect(tree.lookup('/lib/modules/6.1/kernel/fs/ext4.ko')).toMatchObject({ size: 4 });
  expect(events).toEqual([]);
});

test('where /lib is a link, in the host or in the tree, they land where it leads', async () => {
  const merged = await added(sample('/usr/lib').link('/lib', 'usr/lib'));
  expect(merged.paths).toContain('symlink /lib');
  expect(merged.paths).toContain('file /usr/lib/modules/6.1/modules.dep');
  const tree = new FileTree();
  tree.put('/lib', {
    type: 'symlink',
    target: 'usr/lib',
    mode: 0o777,
    uid: 0,
    gid: 0,
    mtime: 0,
  });
  const { paths } = await added(sample(), KERNEL, tree);
  expect(paths).toContain('file /usr/lib/modules/6.1/modules.dep');
});

test('a modules directory of another name, or a link to one, is of the version that was chosen', async () => {
  const root = new FakeRoot().file('/mine/modules.dep').link('/link', 'mine');
  for (const modules of ['/mine', '/link']) {
    const { paths } = await added(root, { ...KERNEL, modules });
    expect(paths).toContain('directory /lib/modules/6.1');
    expect(paths).toContain('file /lib/modules/6.1/modules.dep');
  }
});

test('hard links stay', async () => {
  const root = sample();
  const directory = `${root.path}/lib/modules/6.1`;
  linkSync(`${directory}/kernel/fs/ext4.ko`, `${directory}/kernel/fs/ext3.ko`);
  const { tree } = await added(root);
  const node = tree.lookup('/lib/modules/6.1/kernel/fs/ext4.ko');
  expect(tree.lookup('/lib/modules/6.1/kernel/fs/ext3.ko')).toBe(node);
});

test('what may not be read is left out, with one warning', async () => {
  const root = sample().file('/lib/modules/6.1/secret/a.ko');
  root.denying('lstat', /ext4/).denying('readdir', /secret$/);
  const { paths, events } = await added(root);
  expect(paths).not.toContain('file /lib/modules/6.1/kernel/fs/ext4.ko');
  expect(paths).toContain('directory /lib/modules/6.1/secret');
  expect(events).toEqual([
    {
      kind: 'warning',
      text:
        '2 files in /lib/modules/6.1 left out: permission denied: ' +
        '/lib/modules/6.1/kernel/fs/ext4.ko, and 1 more',
    },
  ]);
});

test('of a directory that may not be read nothing is there, which is said', async () => {
  const root = sample();
  root.denying('lstat', /6\.1/);
  const { paths, events } = await added(root);
  expect(paths).toContain('directory /lib/modules/6.1');
  expect(paths).not.toContain('file /lib/modules/6.1/modules.dep');
  expect(events).toEqual([
    {
      kind: 'warning',
      text: expect.stringMatching(/ left out: permission denied: \/lib\/modules\/6\.1, /),
    },
  ]);
});
