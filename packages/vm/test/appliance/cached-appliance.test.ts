import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { machine } from 'node:os';
import { dirname } from 'node:path';
import {
  type Backend,
  baseName,
  cacheEntries,
  createLock,
  EntryUses,
  entryName,
  localHost,
  lockedRoot,
  type SuperminEvent,
  type Writer,
} from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { emptyBackend } from '@supermin/test-support/writers';
import { expect, it, onTestFinished, vi } from 'vitest';
import {
  type CachedApplianceOptions,
  cachedAppliance,
  STORE,
} from '../../src/appliance/cached-appliance.ts';
import { type Recipe, recipeOfSelection } from '../../src/appliance/recipe.ts';
import { Scratch } from '../../src/appliance/scratch.ts';
import { ToldDatabase } from './told-database.ts';
import { ToldRepository } from './told-repository.ts';
import { ToldWriter } from './told-writer.ts';

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

/** One package, with a configuration file. */
const configBackend: Backend = {
  ...emptyBackend,
  open: async (options) => ({
    ...(await emptyBackend.open(options)),
    find: (name) => (name === 'conf' ? [{ name, version: '1', arch: 'all', id: name }] : []),
    closure: (roots) => [...roots],
    contents: async (packages) =>
      packages.map((each) => ({ package: each, files: [{ path: '/etc/conf', config: true }] })),
  }),
};

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
  expect(first).toMatch(new RegExp(`^${cacheDirectory}/run/[0-9a-f]{16}/appliance$`));
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
  ['a kernel of the environment', { environment: { SUPERMIN_KERNEL: '/k' } }],
  ['recommended packages', { weak: true }],
  ['no documentation', { noDocs: true }],
  ['no leniency', { strict: true }],
  ['a root', { host: localHost(scratchDirectory()) }],
])('another one for %s of its own', async (_, more) => {
  const { counter, get } = setUp();
  const others = [await get(), await get(more)];
  expect(new Set(others).size).toBe(2);
  expect(counter.builds).toBe(2);
});

it.each<[string, Partial<Recipe>]>([
  ['of other files', { files: { hostfiles: Buffer.from('/etc/passwd\n') } }],
  ['of other inputs', { inputs: [`${scratchDirectory({ packages: '' })}/packages`] }],
  ['of other configuration files', { includeConfig: false }],
  ['of another version', { identity: ['box', '2'] }],
])('another one for a recipe %s', async (_, more) => {
  const { counter, get } = setUp();
  const others = [await get(), await get({}, { ...RECIPE, ...more })];
  expect(new Set(others).size).toBe(2);
  expect(counter.builds).toBe(2);
});

it('another one for other packages that are not installed', async () => {
  const { get } = setUp();
  const repository = new ToldRepository();
  const common = { backend: repository.backend, cacheDirectory: scratchDirectory() };
  const database = new ToldDatabase({ x: ['/usr/bin/x'], y: ['/usr/bin/y'] });
  const backend = { ...repository.backend, open: database.open };
  const places = new Set<string>();
  for (const name of ['x', 'y', 'x']) {
    const lock = await createLock({
      ...{ ...common, family: 'told/told', from: ['told:1'], packages: [name] },
    });
    places.add(await get({ backend, lockedRoot: await lockedRoot(lock, common) }));
  }
  expect(places.size).toBe(2);
});

it('has the files of its recipe beside it, which keep their time', async () => {
  const { get } = setUp();
  const input = (await get()).replace(/appliance$/, 'input');
  expect(readdirSync(input)).toEqual(['hostfiles']);
  expect(readFileSync(`${input}/hostfiles`, 'utf8')).toBe('/etc/hosts\n');
  utimesSync(`${input}/hostfiles`, 1e9, 1e9);
  await get();
  expect(statSync(`${input}/hostfiles`).mtimeMs).toBe(1e12);
  expect(readdirSync(dirname(input)).sort()).toEqual(['appliance', 'input', 'lock']);
});

it('is one to be booted at once, and has what its recipe says of packages', async () => {
  const told = new ToldWriter();
  const { get } = setUp();
  const root = scratchDirectory({ 'etc/conf': 'text' });
  const events: SuperminEvent[] = [];
  const options: Partial<CachedApplianceOptions> = {
    ...{ writer: told.writer, backend: configBackend, host: localHost(root) },
    report: (event) => void events.push(event),
  };
  const files = { packages: Buffer.from('conf\nnope\n') };
  await get(options, { ...RECIPE, files });
  await get(options, { ...RECIPE, files, includeConfig: false });
  const has = told.builds.map(({ entries }) => entries.some(({ path }) => path === '/etc/conf'));
  expect(has).toEqual([true, false]);
  expect(told.builds[0]!.context.readableKernel).toBe(true);
  const warnings = events.flatMap((event) => (event.kind === 'warning' ? [event.text] : []));
  expect(warnings).toContainEqual(expect.stringContaining('nope'));
});

it('takes the place of what was put there', async () => {
  const { counter, get } = setUp();
  const place = await get();
  rmSync(place, { recursive: true });
  mkdirSync(place);
  writeFileSync(`${place}/of-mine`, 'text');
  expect(await get()).toBe(place);
  expect(readdirSync(place)).toEqual(['root']);
  expect(counter.builds).toBe(2);
});

it('is not there where its build fails, or the cache cannot be written to', async () => {
  const { cacheDirectory, get } = setUp();
  const { writer } = countingWriter();
  const write = vi.fn(() => Promise.reject(new Error('broken')));
  await expect(get({ writer: { ...writer, write } })).rejects.toThrow('broken');
  expect(write).toHaveBeenCalledOnce();
  // No name of a file has so many characters.
  const files = { ['x'.repeat(300)]: Buffer.from('text') };
  await expect(get({}, { ...RECIPE, files })).rejects.toMatchObject({
    code: 'CACHE_WRITE',
    message: expect.stringMatching(`${cacheDirectory} .*ENAMETOOLONG`),
  });
  const stores = readdirSync(`${cacheDirectory}/run`);
  for (const name of stores) {
    expect(readdirSync(`${cacheDirectory}/run/${name}`)).not.toContainEqual(
      expect.stringMatching(/^input\./),
    );
  }
  rmSync(`${cacheDirectory}/run`, { recursive: true });
  writeFileSync(`${cacheDirectory}/run`, '');
  await expect(get()).rejects.toMatchObject({ code: 'CACHE_UNSAFE' });
});

it('is marked as used until its VM ends, unless the signal is aborted', async () => {
  const { get, uses } = setUp();
  const spy = vi.spyOn(uses, 'add');
  const { signal } = new AbortController();
  const place = await get({ signal });
  expect(spy.mock.calls).toEqual([[entryName(STORE, baseName(dirname(place))), signal]]);
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
  await get();
  expect(readdirSync(store)).toContain('old');
  // By one that is not told how much room there is: that removes what is old, too.
  await get({ kernel: 'another', writer: new ToldWriter().writer });
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
  const events: SuperminEvent[] = [];
  const alone = await get({ kernel: 'alone', report: (event) => void events.push(event) });
  const text = expect.stringMatching(/^cache: .*: the appliance is built for this VM alone$/);
  expect(events).toContainEqual({ kind: 'message', level: 1, text });
  expect(alone).toBe(`${scratch.directory}/appliance`);
  expect(readFileSync(`${alone}/root`, 'utf8')).toBe(String(counter.builds));
  expect([isLeft(used), isLeft(last)]).toEqual([true, true]);
  // One that is kept needs no room.
  expect(await get({ kernel: 'used' })).toBe(used);
});
