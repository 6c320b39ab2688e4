import { describe, expect, it } from 'vitest';
import { GuestClock } from '../../src/configure/guest-clock.ts';
import { toldSession } from './told-session.ts';

const { signal } = new AbortController();

async function since(first: string, last: string): Promise<number | undefined> {
  const clock = await GuestClock.start(toldSession({ stdout: first }, { stdout: last }), signal);
  return clock.since();
}

describe('GuestClock', () => {
  it('was not set: what has changed has a later time, but for how far those may lag behind', async () => {
    expect(await since('1000\n10.50 9.00\n', '1060\n70.10 60.00\n')).toBe(999);
  });

  it.each([
    ['was set back', '960\n70.10 60.00\n'],
    ['was set forward', '9000\n70.10 60.00\n'],
    ['cannot be read', '70.10 60.00\n'],
  ])('%s: nothing is known', async (_, last) => {
    expect(await since('1000\n10.50 9.00\n', last)).toBeUndefined();
  });

  it('cannot be read from the first: nothing is known', async () => {
    expect(await since('', '1060\n70.10 60.00\n')).toBeUndefined();
  });
});
