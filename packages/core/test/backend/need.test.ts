import { expect, it } from 'vitest';
import { allOf, anyOf, oneOf } from '../../src/backend/need.ts';

const pkg = (name: string) => ({ name, version: '1', arch: 'all', id: name });
const A = oneOf([pkg('a')]);
const B = oneOf([pkg('b'), pkg('c')]);

it('oneOf: undefined where there is none', () => {
  expect(B).toEqual({ kind: 'one', of: [pkg('b'), pkg('c')] });
  expect(oneOf([])).toBeUndefined();
});

it('allOf: undefined where one is not satisfied; satisfied where there is nothing to', () => {
  expect(allOf([A, B])).toEqual({ kind: 'all', of: [A, B] });
  expect(allOf([A, undefined])).toBeUndefined();
  expect(allOf([])).toEqual({ kind: 'all', of: [] });
});

it('anyOf: those that are satisfied; undefined where none is', () => {
  expect(anyOf([undefined, A, B])).toEqual({ kind: 'any', of: [A, B] });
  expect(anyOf([undefined, B])).toEqual({ kind: 'any', of: [B] });
  expect(anyOf([undefined])).toBeUndefined();
  expect(anyOf([])).toBeUndefined();
});
