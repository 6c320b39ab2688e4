import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { scratchDirectory, writeFiles } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { build } from '../../src/build/build.ts';
import type { BuildOptions } from '../../src/build/options.ts';
import { SuperminError } from '../../src/errors/supermin-error.ts';
import type { SuperminEvent } from '../../src/events/event.ts';
import { distribution, listingWriter } from '../support/distribution.ts';

/** Everything is of this time, and the output is made later. */
const LONG_AGO = 1_000_000_000;
const LATER = 2_100_000_000;

/** An output that was built without a cache, which is to be judged with one. */
async function scene() {
  const { host, root, backend } = distribution({ bash: { files: ['/bin/bash'] } });
  const top = scratchDirectory({ 'in/packages': 'bash\n', 'in/hostfiles': '/opt/*.conf\n' });
  writeFiles(root, { 'opt/a.conf': 'a' });
  mkdirSync(`${top}/modules`);
  writeFileSync(`${top}/vmlinuz`, 'kernel');
  const writer = listingWriter();
  writer.watched = [`${top}/vmlinuz`, `${top}/modules`];
  const age = (path: string, time = LONG_AGO) => utimesSync(path, time, time);
  const sources = [
    ...['in', 'in/packages', 'in/hostfiles', 'vmlinuz', 'modules'].map((name) => `${top}/${name}`),
    ...['db', 'opt/a.conf'].map((name) => `${root}/${name}`),
  ];
  for (const path of sources) age(path);
  const events: SuperminEvent[] = [];
  const forgetful: BuildOptions = {
    ...{ backend, writer, host, family: 'test/test', format: 'listing' },
    ...{ inputs: [`${top}/in`], output: `${top}/out`, temporaryDirectory: scratchDirectory() },
    report: (event) => events.push(event),
  };
  await build(forgetful);
  const options = { ...forgetful, cacheDirectory: `${top}/cache`, ifNewer: true };
  const said = () =>
    events.flatMap((event) =>
      'text' in event && event.text.startsWith('if-newer: ') ? [event.text.slice(10)] : [],
    );
  return { top, root, writer, age, forgetful, options, said };
}

const FRESH = 'output does not need rebuilding';

describe('an output that nothing is remembered of', () => {
  it('is up to date if it is younger than all that it was made from', async () => {
    const { options, said, writer } = await scene();
    expect(await build(options)).toMatchObject({ built: false });
    expect(writer.runs).toBe(1);
    expect(said()).toEqual([FRESH]);
  });

  it('also without a cache', async () => {
    const { forgetful } = await scene();
    expect(await build({ ...forgetful, ifNewer: true })).toEqual({ built: false });
  });

  it('also when it was copied with its times, as by cp -a, rsync or an image layer', async () => {
    const { options, top } = await scene();
    cpSync(`${top}/out`, `${top}/copy`, { recursive: true, preserveTimestamps: true });
    rmSync(`${top}/out`, { recursive: true });
    expect(await build({ ...options, output: `${top}/copy` })).toMatchObject({ built: false });
  });

  it.each<[string, (places: { top: string; root: string }) => string]>([
    ['a given file', ({ top }) => `${top}/in/packages`],
    ['a given directory', ({ top }) => `${top}/in`],
    ['the package database', ({ root }) => `${root}/db`],
    ['a hostfile', ({ root }) => `${root}/opt/a.conf`],
    [
      'a hostfile that comes',
      ({ root }) => `${writeFiles(`${root}/opt`, { 'b.conf': '' })}/b.conf`,
    ],
    ['the kernel', ({ top }) => `${top}/vmlinuz`],
  ])('is made again when it is not younger than %s', async (_, find) => {
    const it = await scene();
    const source = find(it);
    const name = source.replace(`${it.root}/opt`, '/opt');
    it.age(source, LATER);
    expect(await build(it.options)).toMatchObject({ built: true });
    expect(it.said()[0]).toContain(`needs rebuilding: ${name} is not older than ${it.top}/out`);
  });

  it('is made again when a file of it does not exist', async () => {
    const { top, said, ...it } = await scene();
    // As in supermin 5's spelling.
    const options = { ...it.options, force: true };
    rmSync(`${top}/out/options`);
    expect(await build(options)).toMatchObject({ built: true });
    rmSync(`${top}/out`, { recursive: true });
    rmSync(`${top}/cache`, { recursive: true });
    expect(await build(options)).toMatchObject({ built: true });
    expect(said()).toEqual([
      `output needs rebuilding: ${top}/out/options does not exist`,
      `output needs rebuilding: ${top}/out does not exist`,
    ]);
  });

  it('and what has nothing to do with it does not matter: a directory of the kernel, other options', async () => {
    const { options, top, age } = await scene();
    age(`${top}/modules`, LATER);
    for (const size of ['1G', '2G']) {
      expect(await build({ ...options, writerOptions: { size } })).toMatchObject({ built: false });
    }
  });

  it('on a machine without a kernel', async () => {
    const { options, writer, top } = await scene();
    writer.inputs = () => Promise.reject(new SuperminError('KERNEL_MISSING', 'no kernel'));
    expect(await build(options)).toEqual({ built: false });
    expect(existsSync(`${top}/cache`)).toBe(false);
    writer.inputs = () => Promise.reject(new SuperminError('SIZE', 'no size'));
    await expect(build(options)).rejects.toThrow('no size');
  });

  it('needs no right to writeFiles, and no lock', async () => {
    const { options, top } = await scene();
    chmodSync(`${top}/out`, 0o555);
    symlinkSync('/proc/version', `${top}/lock`);
    const all = { ...options, lock: `${top}/lock`, cacheDirectory: '/proc' };
    expect(await build(all)).toEqual({ built: false });
  });

  it('is remembered as it was found, so that the next look is a short one', async () => {
    const { options, top, said } = await scene();
    const { record } = await build(options);
    expect(record).toMatchObject({ output: `${top}/out`, found: true, synced: true });
    const never = () => Promise.reject(new Error('loaded'));
    const again = await build({ ...options, backend: never, writer: never });
    expect(again).toEqual({ built: false, record });
    expect(said()).toEqual([FRESH, FRESH]);
  });

  it('of a writer that makes the directory: not an empty one; and it is not ours to replace', async () => {
    const { options, writer, top } = await scene();
    writer.outputs = () => [];
    const output = `${top}/photos`;
    mkdirSync(output);
    expect(await build({ ...options, output, cacheDirectory: `${top}/other` })).toMatchObject({
      built: true,
    });
    expect(await build({ ...options, output })).toMatchObject({ built: false });
    await expect(build({ ...options, output, ifNewer: false })).rejects.toMatchObject({
      code: 'OUTPUT_OCCUPIED',
    });
  });

  it('and once it was built here, what is remembered decides', async () => {
    const { options } = await scene();
    await build({ ...options, ifNewer: false });
    const other = { ...options, writerOptions: { size: '2G' } };
    expect(await build(other)).toMatchObject({ built: true });
  });
});
