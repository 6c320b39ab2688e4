import { expect, it } from 'vitest';
import { keyWithPlugs } from '../../src/template/template-key.ts';

it('the use of a template with devices has a name of its own, of the same inputs', () => {
  const inputs: [string, string][] = [['/root', '1:2:3:4:5']];
  const [one, other] = ['one', 'other'].map((name) => keyWithPlugs({ name, inputs }));
  expect(one!.inputs).toBe(inputs);
  expect(new Set(['one', 'other', one!.name, other!.name]).size).toBe(4);
  expect(keyWithPlugs({ name: 'one', inputs }).name).toBe(one!.name);
});
