import { SuperminError } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/arguments/usage-error.ts';
import { described, failureFacts } from '../../src/terminal/failure-facts.ts';

const full = Object.assign(new Error("ENOSPC: no space left on device, write '/a'"), {
  ...{ code: 'ENOSPC', errno: -28, syscall: 'write', path: '/a' },
});

describe('failureFacts', () => {
  it('a usage error is USAGE, in the words of the terminal', () => {
    const bytes = Buffer.from('é\x1b').toString('latin1');
    expect(failureFacts(new UsageError(bytes, { hint: 'h' }))).toEqual({
      ...{ code: 'USAGE', message: 'é\\x1b', hint: 'h' },
    });
  });

  it('an error of ours is what it says', () => {
    expect(failureFacts(new SuperminError('A_B', 'm', { hint: 'h' }))).toEqual({
      ...{ code: 'A_B', message: 'm', hint: 'h' },
    });
    expect(failureFacts(new SuperminError('A_B', 'm'))).toEqual({ code: 'A_B', message: 'm' });
  });

  it('what core has words for is said in these', () => {
    expect(failureFacts(full)).toMatchObject({ code: 'NO_SPACE', message: expect.any(String) });
  });

  it('a plugin may have a code, and a hint', () => {
    const error = Object.assign(new Error('mine\x1b'), { code: 'MINE', hint: 'do\x1b' });
    expect(failureFacts(error)).toEqual({ code: 'MINE', message: 'mine\\x1b', hint: 'do\\x1b' });
  });

  it.each([
    [new TypeError('t'), { code: 'INTERNAL', message: 't' }],
    [Object.assign(new Error('m'), { code: 3, hint: 4 }), { code: 'INTERNAL', message: 'm' }],
    [{ message: 3 }, { code: 'INTERNAL', message: '{ message: 3 }' }],
    [null, { code: 'INTERNAL', message: 'null' }],
    ['text', { code: 'INTERNAL', message: 'text' }],
  ])('%s is a mistake in the program', (thrown, facts) => {
    expect(failureFacts(thrown)).toEqual(facts);
  });
});

it('described: as core describes it, where it names a path; else as it is', () => {
  expect(described(full)).toMatchObject({ code: 'NO_SPACE' });
  const { path: _, ...rest } = full;
  expect(described(rest)).toBe(rest);
  expect(described('text')).toBe('text');
});
