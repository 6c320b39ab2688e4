import { nodesOf } from '@supermin/test-support/trees';
import { expect, it } from 'vitest';
import { bringsModules } from '../../src/repository/brings-modules.ts';

const { directory, file, symlink, treeOf } = nodesOf({ uid: 0, gid: 0 });

it.each([
  ['a list of modules', { '/lib/modules/6.1/modules.dep': file() }, true],
  ['a module', { '/usr/lib/modules/6.1/kernel/fs/ext4.ko.xz': file() }, true],
  ['one behind a link', { '/opt/lib/modules/6.1/a.ko': file(), '/lib': symlink('opt/lib') }, true],
  ['directories only', { '/lib/modules/6.1/kernel': directory() }, false],
  ['another file', { '/usr/lib/modules/6.1/config': file() }, false],
  ['a module somewhere else', { '/usr/share/6.1/a.ko': file(), '/lib': directory() }, false],
])('%s: %j', (_, files, expected) => {
  expect(bringsModules({ tree: treeOf(files) })).toBe(expected);
});
