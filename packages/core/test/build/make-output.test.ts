import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { scratchDirectory, writeFiles } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { newJob } from '../../src/build/job.ts';
import { makeOutput } from '../../src/build/make-output.ts';
import type { BuildOptions } from '../../src/build/options.ts';
import { stateOf } from '../../src/cache/file-state.ts';
import type { Writer } from '../../src/plugin/contract.ts';
import { distribution, listingWriter } from '../support/distribution.ts';

/** A package and a hostfile; what changes the options is given. */
function scene(more: (top: string) => Partial<BuildOptions> = () => ({})) {
  const { host, root, backend } = distribution({ bash: { files: ['/bin/bash'] } });
  writeFiles(root, { 'opt/a': 'a' });
  const top = scratchDirectory({ 'in/packages': 'bash\n', 'in/hostfiles': '/opt/*\n' });
  const writer = listingWriter();
  const temporaryDirectory = scratchDirectory();
  const options: BuildOptions = {
    ...{ backend, writer, host, family: 'test/test', format: 'listing' },
    ...{ inputs: [`${top}/in`], output: `${top}/out` },
    ...{ temporaryDirectory, cacheDirectory: `${top}/cache` },
    ...more(top),
  };
  const make = () => makeOutput(newJob(options));
  return { top, root, writer, options, make, temporaryDirectory };
}

describe('makeOutput', () => {
  it('makes the output, and tells what it depends on', async () => {
    const { top, root, writer, make, temporaryDirectory } = scene();
    writer.watched = [`${root}/opt/a`];
    const record = await make();
    expect(readdirSync(`${top}/out`).sort()).toEqual(['listing', 'options']);
    expect(record).toMatchObject({
      output: `${top}/out`,
      synced: false,
      facts: { '--format': 'listing', 'the package handler': 'test/test' },
      writer: { facts: [], wrapped: {} },
      inputs: ['hostfiles', 'packages'].map((name) => [
        `${top}/in/${name}`,
        stateOf(`${top}/in/${name}`),
      ]),
      watched: ['db', 'opt/a'].map((name) => [`${root}/${name}`, stateOf(`${root}/${name}`)]),
      hostfiles: { patterns: ['/opt/*'] },
      packages: [expect.objectContaining({ name: 'bash' })],
    });
    expect(record!.outputs.map(([path]) => path)).toEqual(
      ['listing', 'options'].map((name) => `${top}/out/${name}`),
    );
    expect(readdirSync(temporaryDirectory)).toEqual([]);
  });

  it('replaces an earlier one only when the new one is complete', async () => {
    const { top, writer, make } = scene();
    await make();
    const before = readFileSync(`${top}/out/listing`, 'utf8');
    writer.middle = () => {
      expect(readFileSync(`${top}/out/listing`, 'utf8')).toBe(before);
      throw new Error('no');
    };
    await expect(make()).rejects.toThrow('no');
    expect(readFileSync(`${top}/out/listing`, 'utf8')).toBe(before);
    expect(readdirSync(top).sort()).toEqual(['cache', 'in', 'out']);
  });

  it('does not replace what no build has made, unless it is told to', async () => {
    const mine = (top: string) => {
      writeFiles(top, { 'out/letter': 'mine' });
      return {};
    };
    const { top, make } = scene(mine);
    await expect(make()).rejects.toMatchObject({ code: expect.stringMatching(/^OUTPUT_/) });
    expect(readdirSync(`${top}/out`)).toEqual(['letter']);
    const forced = scene((each) => ({ ...mine(each), force: true }));
    await forced.make();
    expect(readdirSync(`${forced.top}/out`).sort()).toEqual(['listing', 'options']);
  });

  it('refuses an output in the appliance: it would be an input of the next build', async () => {
    const { top, make } = scene((each) => ({ output: `${each}/in/out` }));
    await expect(make()).rejects.toMatchObject({
      code: 'OUTPUT_IN_INPUT',
      message: `the output directory ${top}/in/out lies in the appliance ${top}/in`,
      hint: 'choose another output directory with -o',
    });
    // A name that begins alike is another one.
    const beside = scene((each) => ({ output: `${each}/in-out` }));
    await beside.make();
    expect(existsSync(`${beside.top}/in-out/listing`)).toBe(true);
  });

  it('refuses a relative directory for temporary files before anything else', async () => {
    const { make, top } = scene((each) => ({
      temporaryDirectory: 'tmp',
      output: `${each}/in/out`,
    }));
    await expect(make()).rejects.toMatchObject({ code: 'TMPDIR_RELATIVE' });
    expect(readdirSync(top)).toEqual(['in']);
  });

  it('says what is wrong with a writer where it is needed, and leaves nothing', async () => {
    const broken: [Partial<Writer> | Error, string][] = [
      [new Error('no writer'), 'no writer'],
      [{ outputs: () => ['listing', 'more'] }, "it has not made 'more'"],
      [{ outputs: () => ['../x'] }, 'is not a file name'],
      [{ inputs: async () => ({ paths: [] }) as never }, 'inputs() gives no'],
    ];
    for (const [change, said] of broken) {
      const writer = async () => {
        if (change instanceof Error) throw change;
        return { ...listingWriter(), ...change };
      };
      const { top, make } = scene(() => ({ writer }));
      await expect(make()).rejects.toThrow(said);
      expect(readdirSync(top).filter((name) => name !== 'cache')).toEqual(['in']);
    }
  });

  it('ends when nobody wants to know any more, also when the writer does not look', async () => {
    const controller = new AbortController();
    const { top, make, writer } = scene(() => ({ signal: controller.signal }));
    writer.middle = () => controller.abort(new Error('enough'));
    await expect(make()).rejects.toThrow('enough');
    expect(existsSync(`${top}/out`)).toBe(false);
  });

  it('tells what the inputs were before they were read', async () => {
    const { top, make, writer } = scene();
    const before = stateOf(`${top}/in/packages`);
    writer.middle = () => writeFileSync(`${top}/in/packages`, 'bash\nbash\n');
    const record = await make();
    expect(record!.inputs).toContainEqual([`${top}/in/packages`, before]);
  });
});
