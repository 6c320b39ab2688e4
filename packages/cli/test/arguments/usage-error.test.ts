import { expect, it } from 'vitest';
import { isUsageError, UsageError } from '../../src/arguments/usage-error.ts';

it('has what is known about the mistake, and nothing else', () => {
  expect({ ...new UsageError('x') }).toEqual({ name: 'UsageError', legacy: false });
  const details = { command: 'build', hint: 'h', unknownOption: '--x', legacy: true } as const;
  expect({ ...new UsageError('x', details) }).toEqual({ name: 'UsageError', ...details });
});

it('is known by its name: each bundle has a class of its own', () => {
  const ofOther = Object.assign(new Error('x'), { name: 'UsageError' });
  expect([new UsageError('x'), ofOther].map(isUsageError)).toEqual([true, true]);
  const others = [new Error('x'), { name: 'UsageError' }, 'UsageError', undefined];
  expect(others.map(isUsageError)).toEqual([false, false, false, false]);
});
