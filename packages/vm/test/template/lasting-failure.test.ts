import { closeSync, openSync } from 'node:fs';
import { SuperminError } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { LastingFailure, markLasting } from '../../src/template/lasting-failure.ts';
import { PassingFailure } from '../../src/template/passing-failure.ts';

const failing = (error: unknown) => markLasting(() => Promise.reject(error)).catch((why) => why);

describe('markLasting', () => {
  it('gives what comes of it', async () => {
    expect(await markLasting(async () => 42)).toBe(42);
  });

  it.each([
    ['QEMU refuses', new Error('Unknown device')],
    ['the guest fails', new SuperminError('VM_FAILED', 'no root')],
  ])('marks what would fail again: %s', async (_, error) => {
    const failure = await failing(error);
    expect(failure).toBeInstanceOf(LastingFailure);
    expect(failure.cause).toBe(error);
    expect(failure.message).toBe(error.message);
  });

  it.each([
    ['what says so itself', new PassingFailure('replaced')],
    ['what the system refuses', refusal()],
  ])('leaves alone what may go right next time: %s', async (_, error) => {
    expect(await failing(error)).toBe(error);
  });
});

function refusal(): Error {
  try {
    closeSync(openSync('/nowhere/at/all', 'r'));
    throw new TypeError('it is there');
  } catch (error) {
    return error as Error;
  }
}
