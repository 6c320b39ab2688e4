import { expect, it } from 'vitest';
import { identityOf, isSameWriter } from '../../src/build/writer-identity.ts';
import { listingWriter } from '../support/distribution.ts';

const bare = listingWriter();
const plugin = (id: string, name = 'listing') => ({ ...listingWriter(), name, plugin: id });

it('a writer is who its plugin is, or else what it is called', () => {
  expect([identityOf(bare), identityOf(plugin('p@1'))]).toEqual(['listing', 'p@1']);
});

it.each([
  ['an object and itself', true, bare, bare],
  ['two objects of one plugin', true, plugin('p@1'), plugin('p@1')],
  ['two plugins with one name', false, plugin('p@1'), plugin('q@1')],
  ['two writers of one plugin', false, plugin('p@1'), plugin('p@1', 'other')],
  ['two objects that come from no plugin', false, bare, listingWriter()],
] as const)('%s: %s', (_, same, one, other) => {
  expect(isSameWriter(one, other)).toBe(same);
});
