import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { machine } from 'node:os';
import { cacheEntries, EntryUses, localHost, type Writer } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { emptyBackend } from '@supermin/test-support/writers';
import { expect, it, onTestFinished, vi } from 'vitest';
import {
  type CachedApplianceOptions,
  cachedAppliance,
} from '../../src/appliance/cached-appliance.ts';
import { recipeOfSelection } from '../../src/appliance/recipe.ts';
import { Scratch } from '../../src/appliance/scratch.ts';

/** Writes one file that counts the builds. */
function countingWriter() {
  const counter = { builds: 0 };
  const writer: Writer = {
    name: 'counting',
    outputs: () => ['root'],
    inputs: async () => ({ paths: [], facts: [] }),
    write: async (_, directory, { reserve }) => {
      reserve?.(4096);
      counter.builds++;
      writeFileSync(`${directory}/root`, `${counter.builds}`);
    },
  };
  return { counter, writer };
}

const RECIPE = recipeOfSelection({
  ...{ packages: [], hostfiles: ['/etc/hosts'], excludes: [], members: [] },
});

function setUp() {
  const { counter, writer } = countingWriter();
  const cacheDirectory = scratchDirectory();
  const uses = new EntryUses(cacheDirectory);
  const scratch = new Scratch(scratchDirectory());
  const options: CachedApplianceOptions = {
    cpu: machine(),
    ...{ cacheDirectory, uses, scratch, backend: emptyBackend, family: 'empty/empty', writer },
    ...{ backendOptions: {}, writerOptions: {}, host: localHost(), environment: {} },
  };
  const get = (more: Partial<CachedApplianceOptions> = {}, recipe = RECIPE) =>
    cachedAppliance(recipe, { ...options, ...more });
  return { counter, cacheDirectory, get, uses, scratch };
}

it('is built once for a recipe, and its age is the time since it was used', async () => {
  const { counter, cacheDirectory, get } = setUp();
  const first = await get();
  expect(first).toMatch(`${cacheDirectory}/run/`);
  const entry = first.slice(0, -'/appliance'.length);
  utimesSync(entry, 1e9, 1e9);
  expect(await get()).toBe(first);
  expect(counter.builds).toBe(1);
  expect(readFileSync(`${first}/root`, 'utf8')).toBe('1');
  expect(Date.now() - statSync(entry).mtimeMs).toBeLessThan(60_000);
});

it.each([
  ['a size', { writerOptions: { size: '1G' } }],
  ['an option of the backend', { backendOptions: { x: 'y' } }],
  ['a kernel', { kernel: '6.1' }],
  ['a guest init', { cpu: 'aarch64' }],
  ['a resolver', { resolver: 'supermin5' as const }],
])('another one for %s of its own', async (_, more) => {
  const { counter, get } = setUp();
  const others = [await get(), await get(more)];
  expect(new Set(others).size).toBe(2);
  expect(counter.builds).toBe(2);
});

it('goes when nobody has used it for a month, at the next build', async () => {
  const { cacheDirectory, get } = setUp();
  await get();
  const store = `${cacheDirectory}/run`;
  const month = 31 * 24 * 3600;
  for (const [name, age] of Object.entries({ old: month, young: month / 2 })) {
    mkdirSync(`${store}/${name}`);
    utimesSync(`${store}/${name}`, 1e9, Date.now() / 1000 - age);
  }
  await get({ kernel: 'another' });
  expect(readdirSync(store)).not.toContain('old');
  expect(readdirSync(store)).toContain('young');
});

it('others go where there is no room for it; what a VM uses does not', async () => {
  const { counter, cacheDirectory, get, uses, scratch } = setUp();
  const first = await get();
  uses.release();
  const used = await get({ kernel: 'used' });
  // Three and what is kept beside them do not fit.
  const { bytes } = cacheEntries(cacheDirectory).find(({ path }) => used.startsWith(path))!;
  vi.stubEnv('SUPERMIN_CACHE_LIMIT', String(3 * bytes));
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const left = () =>
    readdirSync(`${cacheDirectory}/run`).map((name) => `${cacheDirectory}/run/${name}`);
  const isLeft = (path: string) => left().some((entry) => path.startsWith(entry));
  const last = await get({ kernel: 'last' });
  expect([isLeft(first), isLeft(used), isLeft(last)]).toEqual([false, true, true]);
  vi.stubEnv('SUPERMIN_CACHE_LIMIT', String(bytes));
  const alone = await get({ kernel: 'alone' });
  expect(scratch.has(alone)).toBe(true);
  expect(readFileSync(`${alone}/root`, 'utf8')).toBe(String(counter.builds));
  expect([isLeft(used), isLeft(last)]).toEqual([true, true]);
  // One that is kept needs no room.
  expect(await get({ kernel: 'used' })).toBe(used);
});
