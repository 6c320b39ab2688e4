import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type DatedIndex,
  isFresh,
  mayKeep,
  newestIndex,
  warnOffline,
} from '../../../src/backend/signatures/newest-index.ts';
import { SeenIndexes } from '../../../src/backend/signatures/seen-indexes.ts';
import { SuperminError } from '../../../src/errors/supermin-error.ts';
import type { SuperminEvent } from '../../../src/events/event.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** What the clock says, in seconds. */
const NOW = 1_800_000_000;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW * 1000, toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const offline = () => new SuperminError('DOWNLOAD_FAILED', 'no network');

/** A mirror whose index is a date as text, and what was seen of it on this machine. */
class Mirror {
  readonly events: SuperminEvent[] = [];
  fetched = 0;
  published: number | Error = NOW - DAY;
  private readonly seen = new SeenIndexes(join(scratchDirectory(), 'cache'), 'seen');

  /** @returns the date of the index that is taken */
  async ask({
    update = false,
    ...more
  }: Partial<DatedIndex<{ date: number }>> & { update?: boolean } = {}) {
    const index: DatedIndex<{ date: number }> = {
      name: 'sid',
      address: 'http://a/sid',
      place: 'http://a/sid http://b/sid',
      repository: 'debian sid',
      signedBy: 'key',
      isVouched: true,
      fetch: async () => {
        this.fetched++;
        if (this.published instanceof Error) throw this.published;
        return String(this.published);
      },
      parse: (text) => ({ date: Number(text) }),
      tooOld: (found, newest) => new Error(`${found.toISOString()} < ${newest.toISOString()}`),
      ...more,
    };
    const options = { update, report: (event: SuperminEvent) => void this.events.push(event) };
    return (await newestIndex(index, this.seen, options)).date;
  }
}

const later = (seconds: number) => vi.setSystemTime((NOW + seconds) * 1000);

describe('an index that is there already', () => {
  it('is taken for an hour, and then a new one', async () => {
    const mirror = new Mirror();
    const first = await mirror.ask();
    mirror.published = NOW;
    later(HOUR - 1);
    expect(await mirror.ask()).toBe(first);
    expect(mirror.fetched).toBe(1);
    later(HOUR);
    expect(await mirror.ask()).toBe(NOW);
    expect(mirror.fetched).toBe(2);
  });

  it('is not taken when it has expired meanwhile: a new one is, or else it is the error', async () => {
    const mirror = new Mirror();
    const first = await mirror.ask();
    const parse = (text: string) => {
      if (Number(text) === first) throw new SuperminError('EXPIRED', 'expired');
      return { date: Number(text) };
    };
    await expect(mirror.ask({ parse })).rejects.toMatchObject({ code: 'EXPIRED' });
    mirror.published = NOW;
    expect(await mirror.ask({ parse })).toBe(NOW);
    const other = new Error('a mistake');
    const fail = () => Promise.reject(other);
    await expect(mirror.ask({ parse: fail })).rejects.toBe(other);
  });

  it('is not taken with --update, nor where other keys are to have signed it, nor from another place', async () => {
    const mirror = new Mirror();
    await mirror.ask();
    await mirror.ask({ update: true });
    await mirror.ask({ signedBy: 'another key' });
    await mirror.ask({ place: 'http://c/sid' });
    expect(mirror.fetched).toBe(4);
  });

  it('is not taken if the clock was far ahead when it came', async () => {
    const mirror = new Mirror();
    later(2 * HOUR);
    await mirror.ask();
    later(0);
    await mirror.ask();
    expect(mirror.fetched).toBe(2);
  });

  it('is not taken if a much newer one came from another place meanwhile', async () => {
    const mirror = new Mirror();
    mirror.published = NOW - 3 * DAY;
    await mirror.ask();
    mirror.published = NOW;
    await mirror.ask({ place: 'http://c/sid' });
    expect(await mirror.ask()).toBe(NOW);
    expect(mirror.fetched).toBe(3);
  });
});

describe('without a network', () => {
  it('the last one does, however old, with a warning', async () => {
    const mirror = new Mirror();
    const first = await mirror.ask();
    mirror.published = offline();
    later(90 * DAY);
    expect(await mirror.ask()).toBe(first);
    expect(mirror.events).toEqual([
      {
        kind: 'warning',
        text: 'http://a/sid cannot be reached: sid could not be checked: using the copy from the last check',
      },
    ]);
  });

  it('and it does not count as new: the next one asks again', async () => {
    const mirror = new Mirror();
    await mirror.ask();
    mirror.published = offline();
    later(2 * HOUR);
    await mirror.ask();
    mirror.published = NOW;
    expect(await mirror.ask()).toBe(NOW);
  });

  it('is an error where there is none yet, or a new one was asked for', async () => {
    const mirror = new Mirror();
    mirror.published = offline();
    await expect(mirror.ask()).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
    mirror.published = NOW;
    await mirror.ask();
    mirror.published = offline();
    await expect(mirror.ask({ update: true })).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
    expect(mirror.events).toEqual([]);
  });

  it('is another thing than an index that is refused', async () => {
    const mirror = new Mirror();
    await mirror.ask();
    later(2 * HOUR);
    for (const error of [new SuperminError('SIGNATURE_BAD', 'bad'), new Error('DOWNLOAD_FAILED')]) {
      mirror.published = error;
      await expect(mirror.ask()).rejects.toBe(error);
    }
  });
});

describe('an index that is older than one before', () => {
  const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

  it('is refused, if by more than a day: mirrors are behind each other', async () => {
    const mirror = new Mirror();
    mirror.published = NOW;
    await mirror.ask();
    mirror.published = NOW - DAY;
    expect(await mirror.ask({ update: true })).toBe(NOW - DAY);
    mirror.published = NOW - DAY - 1;
    const refused = `${iso(NOW - DAY - 1)} < ${iso(NOW)}`;
    await expect(mirror.ask({ update: true })).rejects.toThrow(refused);
    // Nor from another mirror of the same repository.
    await expect(mirror.ask({ place: 'http://c/sid' })).rejects.toThrow(refused);
    expect(await mirror.ask({ place: 'http://c', repository: 'ubuntu' })).toBe(NOW - DAY - 1);
  });

  it('which is refused, is not kept: the one before is still there', async () => {
    const mirror = new Mirror();
    mirror.published = NOW;
    await mirror.ask();
    mirror.published = NOW - 2 * DAY;
    await expect(mirror.ask({ update: true })).rejects.toThrow('<');
    expect(await mirror.ask()).toBe(NOW);
  });

  it('a date in the future counts as now, as it would shut out all that follow', async () => {
    const mirror = new Mirror();
    mirror.published = NOW + 300 * DAY;
    await mirror.ask();
    mirror.published = NOW;
    expect(await mirror.ask({ update: true })).toBe(NOW);
  });

  it('nor does a date count that nobody vouches for', async () => {
    const mirror = new Mirror();
    mirror.published = NOW;
    await mirror.ask({ isVouched: false });
    mirror.published = NOW - 30 * DAY;
    expect(await mirror.ask({ update: true, isVouched: false })).toBe(NOW - 30 * DAY);
    // It is kept all the same.
    expect(await mirror.ask({ isVouched: false })).toBe(NOW - 30 * DAY);
    expect(mirror.fetched).toBe(2);
  });
});

it('isFresh: one that is known, not older than an hour, without --update', () => {
  const { report } = { report: () => {} };
  const known = (fetched: number) => ({ text: '', fetched, signedBy: '' });
  expect(isFresh(known(NOW - HOUR + 1), { update: false, report })).toBe(true);
  expect(isFresh(known(NOW - HOUR), { update: false, report })).toBe(false);
  expect(isFresh(known(NOW + HOUR), { update: false, report })).toBe(false);
  expect(isFresh(known(NOW), { update: true, report })).toBe(false);
  expect(isFresh(undefined, { update: false, report })).toBe(false);
});

it('mayKeep: after a failed download only, without --update', () => {
  const report = () => {};
  expect(mayKeep(offline(), { update: false, report })).toBe(true);
  expect(mayKeep(offline(), { update: true, report })).toBe(false);
  expect(mayKeep(new SuperminError('DOWNLOAD_SIZE', ''), { update: false, report })).toBe(false);
  expect(mayKeep(undefined, { update: false, report })).toBe(false);
});

it('warnOffline names the address and what was to be checked', () => {
  const events: SuperminEvent[] = [];
  warnOffline('http://m/', 'core', { update: false, report: (event) => void events.push(event) });
  expect(events).toEqual([
    expect.objectContaining({
      kind: 'warning',
      text: expect.stringMatching(/^http:\/\/m\/ cannot be reached: core /),
    }),
  ]);
});
