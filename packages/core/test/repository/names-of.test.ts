import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { namesOf } from '../../src/repository/names-of.ts';

const { signal } = new AbortController();

it('names of packages in the inputs are told once each, in their order', async () => {
  const directory = scratchDirectory({ b: 'x\ny\n', a: 'y\nz\n' });
  expect(await namesOf([directory], { signal })).toEqual(['y', 'z', 'x']);
});

it('without inputs there are none, and an input that is missing is an error', async () => {
  expect(await namesOf([], { signal })).toEqual([]);
  const missing = [`${scratchDirectory()}/nothing`];
  await expect(namesOf(missing, { signal })).rejects.toMatchObject({ code: 'INPUT_MISSING' });
});
