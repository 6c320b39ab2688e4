import { expect, test } from 'vitest';
import { parseSoftDependencies } from '../../src/modules/soft-dependencies.ts';

test('modules that go before and behind; - and _ are one', () => {
  const text = '# comment\nsoftdep act-mpls pre: a b-c  post: d\tpre: e\nsoftdep x post: y\n';
  expect([...parseSoftDependencies(text)]).toEqual([
    ['act_mpls', { pre: ['a', 'b-c', 'e'], post: ['d'] }],
    ['x', { pre: [], post: ['y'] }],
  ]);
});

test('the first line of a module counts, words before pre: and post: do not, as for modprobe', () => {
  const text = 'softdep cifs gcm\nsoftdep cifs pre: ccm\nsoftdep\nalias a b\n';
  expect([...parseSoftDependencies(text)]).toEqual([['cifs', { pre: [], post: [] }]]);
});
