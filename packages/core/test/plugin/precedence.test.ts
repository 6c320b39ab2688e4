import { expect, it } from 'vitest';
import { byPrecedence } from '../../src/plugin/precedence.ts';
import { foundWriter } from '../support/plugins.ts';

it('those that the user has specified, our own, all others; each in their order', () => {
  const found = (name: string, specified?: boolean) => {
    const { plugin, manifest } = foundWriter(name);
    return { plugin: specified === undefined ? plugin : { ...plugin, specified }, manifest };
  };
  const names = byPrecedence([
    found('b'),
    found('@supermin/b'),
    found('z', true),
    found('@supermin/a', true),
    found('a', false),
    found('@supermin/a', false),
    found('@superminx/a'),
    found('x/@supermin/'),
  ]).map((group) => group.map(({ plugin }) => plugin.name));
  expect(names).toEqual([
    ['z', '@supermin/a'],
    ['@supermin/b', '@supermin/a'],
    ['b', 'a', '@superminx/a', 'x/@supermin/'],
  ]);
  expect(byPrecedence([])).toEqual([[], [], []]);
});
