import { expect, it } from 'vitest';
import { Allowance } from '../../src/layers/allowance.ts';

const tooLarge = (limit: number) =>
  expect.objectContaining({
    code: 'LAYER_SIZE',
    message: `x\\x0a: unpacks to too much: there may be ${limit} bytes in all`,
    hint: expect.stringContaining('report it'),
  });

it('bytes of all archives together may be spent up to the limit', () => {
  const allowance = new Allowance(10);
  allowance.spend(4, 'a');
  allowance.spend(6, 'b');
  expect(() => allowance.spend(1, 'x\n')).toThrow(tooLarge(10));
});

it('bytes can be asked for before they are spent', () => {
  const allowance = new Allowance(10);
  allowance.spend(4, 'a');
  for (let again = 0; again < 3; again++) allowance.require(6, 'x');
  expect(() => allowance.require(7, 'x\n')).toThrow(tooLarge(10));
  allowance.spend(6, 'a');
  allowance.require(0, 'x');
});

it('a limit can be raised', () => {
  const allowance = new Allowance(10);
  allowance.raise(5);
  allowance.spend(15, 'a');
  expect(() => allowance.spend(1, 'x\n')).toThrow(tooLarge(15));
});
