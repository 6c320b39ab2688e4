import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Settled } from '../../src/session/settled.ts';

it('says whether it is settled, and hands on with what', async () => {
  const good = new Settled<number>();
  const bad = new Settled<number>();
  expect([good.isSettled, bad.isSettled]).toEqual([false, false]);
  good.resolve(7);
  bad.reject(new Error('why'));
  expect([good.isSettled, bad.isSettled]).toEqual([true, true]);
  expect(await good.promise).toBe(7);
  await expect(bad.promise).rejects.toThrow('why');
});

it('is settled once', async () => {
  const settled = new Settled<number>();
  settled.resolve(1);
  settled.reject(new Error('late'));
  expect(await settled.promise).toBe(1);
});

it('one that is rejected while nobody waits is no error of the process', async () => {
  const unhandled: unknown[] = [];
  const hear = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', hear);
  new Settled<void>().reject(new Error('nobody waits'));
  await setImmediate();
  await setImmediate();
  process.off('unhandledRejection', hear);
  expect(unhandled).toEqual([]);
});
