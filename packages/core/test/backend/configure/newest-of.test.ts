import { expect, it } from 'vitest';
import { newestOf } from '../../../src/backend/configure/newest-of.ts';
import type { LayeredPackage } from '../../../src/plugin/repository-contract.ts';

it('the time of the newest file of all, in whole seconds', () => {
  const of = (...times: number[]) =>
    newestOf(times.map((newest) => ({ newest }) as LayeredPackage));
  expect(of(5, 1_700_000_000.9, 7)).toBe(1_700_000_000);
  expect(of(3)).toBe(3);
  expect(of()).toBe(0);
});
