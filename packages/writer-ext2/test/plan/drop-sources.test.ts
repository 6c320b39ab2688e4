import { expect, it } from 'vitest';
import { dropSources } from '../../src/plan/drop-sources.ts';
import { file, hostFile, treeOf } from '../support/trees.ts';

it('takes every name of a source out of the tree', () => {
  const secret = hostFile('/host/secret', 1);
  const tree = treeOf({
    '/etc/secret': secret,
    '/etc/alias': secret,
    '/etc/open': hostFile('/host/open', 1),
    '/etc/memory': file('x'),
  });
  expect(dropSources(tree, ['/host/secret', '/host/other'])).toEqual(['/etc/alias', '/etc/secret']);
  expect([...tree.walk()].map(({ path }) => path)).toEqual(['/etc', '/etc/memory', '/etc/open']);
});
