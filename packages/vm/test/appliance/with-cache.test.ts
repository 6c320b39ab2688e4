import { chmodSync, existsSync, readdirSync } from 'node:fs';
import type { SuperminEvent } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { withCache, withPlaces } from '../../src/appliance/with-cache.ts';

it('takes the directory that is given', async () => {
  const cacheDirectory = scratchDirectory();
  expect(await withCache({ cacheDirectory }, async (cache) => cache)).toBe(cacheDirectory);
  expect(existsSync(cacheDirectory)).toBe(true);
});

it('takes one for a time where the other cannot be trusted, and says so', async () => {
  const cacheDirectory = scratchDirectory();
  chmodSync(cacheDirectory, 0o777);
  const events: SuperminEvent[] = [];
  const report = (event: SuperminEvent) => void events.push(event);
  const temporaryDirectory = scratchDirectory();
  const request = { cacheDirectory, temporaryDirectory, report };
  const used = await withCache(request, async (cache) => {
    expect(existsSync(cache)).toBe(true);
    return cache;
  });
  expect(used.startsWith(`${temporaryDirectory}/`)).toBe(true);
  expect(existsSync(used)).toBe(false);
  const text = expect.stringContaining(`cache: ${cacheDirectory} is not used: `);
  expect(events).toEqual([{ kind: 'message', level: 1, text }]);
});

it('has a place of its own for a VM that wants one, and removes it', async () => {
  const [cacheDirectory, temporaryDirectory] = [scratchDirectory(), scratchDirectory()];
  const places = { cacheDirectory, temporaryDirectory };
  await withPlaces(places, async ({ cache, scratch }) => {
    expect(cache).toBe(cacheDirectory);
    expect(scratch.has(`${temporaryDirectory}/x`)).toBe(false);
    expect(readdirSync(temporaryDirectory)).toEqual([]);
    expect(scratch.directory.startsWith(`${temporaryDirectory}/`)).toBe(true);
    expect(scratch.has(`${scratch.directory}/x`)).toBe(true);
    expect(existsSync(scratch.directory)).toBe(true);
  });
  expect(readdirSync(temporaryDirectory)).toEqual([]);
});
