import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { scratchDirectory, writeFiles } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { build } from '../../src/build/build.ts';
import type { BuildOptions } from '../../src/build/options.ts';
import type { Writer } from '../../src/plugin/contract.ts';
import { distribution, listingWriter } from '../support/distribution.ts';

const listing = listingWriter();
const given: unknown[] = [];

/** The listing of another writer, under another name. */
const wrapping: Writer = {
  name: 'wrapping',
  outputs: () => ['wrapped'],
  inputs: async (context) => (await context.writer('listing')).inputs(),
  async write(tree, directory, context) {
    const inner = await context.writer('listing', { size: '1G' });
    const place = `${context.temporaryDirectory()}/inner`;
    mkdirSync(place);
    await inner.write(tree, place);
    renameSync(`${place}/${inner.outputs()[0]}`, `${directory}/wrapped`);
  },
};

function scene(writer: Writer): BuildOptions & { top: string } {
  const { host, backend } = distribution({ bash: { files: ['/bin/bash'] } });
  const top = writeFiles(scratchDirectory(), { packages: 'bash\n', 'out/wrapped': 'old' });
  return {
    ...{ top, backend, writer, host, family: 'test/test', format: 'wrapping' },
    ...{
      inputs: [`${top}/packages`],
      output: `${top}/out`,
      temporaryDirectory: scratchDirectory(),
    },
    writers: async () => ({
      ...listing,
      write: (tree, directory, context) => {
        given.push(context.options);
        return listing.write(tree, directory, context);
      },
    }),
  };
}

it('a writer can wrap what another one makes, beside the output', async () => {
  const { top, ...options } = scene(wrapping);
  await build(options);
  expect(readFileSync(`${top}/out/wrapped`, 'utf8')).toContain('/bin/bash');
  expect(given).toEqual([{ size: '1G' }]);
  expect(readdirSync(top).sort()).toEqual(['out', 'packages']);
});

it('what it leaves in a temporary directory is removed when it fails, too', async () => {
  let place = '';
  const failing: Writer = {
    ...wrapping,
    write: async (_tree, directory, context) => {
      place = context.temporaryDirectory();
      expect(place.slice(0, place.lastIndexOf('/'))).toBe(
        directory.slice(0, directory.lastIndexOf('/')),
      );
      mkdirSync(`${place}/half`);
      throw Object.assign(new Error('no'), { code: 'NO' });
    },
  };
  const { top, ...options } = scene(failing);
  await expect(build(options)).rejects.toThrow('no');
  expect(existsSync(place)).toBe(false);
  expect(readdirSync(top).sort()).toEqual(['out', 'packages']);
  expect(readFileSync(`${top}/out/wrapped`, 'utf8')).toBe('old');
});

it('there is no other writer unless there is one', async () => {
  const { top: _, ...options } = scene(wrapping);
  await expect(build({ ...options, writers: undefined })).rejects.toMatchObject({
    code: 'WRITER_MISSING',
    message: "there is no writer 'listing' to wrap",
  });
});

describe('a writer that wraps itself is an error', () => {
  /** A writer that passes the tree on to another one. */
  const passing = (name: string, to: string, plugin?: string): Writer => ({
    ...wrapping,
    name,
    plugin,
    inputs: async (context) => (await context.writer(to)).inputs(),
  });
  const built = (writer: Writer, writers: BuildOptions['writers']) => {
    const { top: _, ...options } = scene(writer);
    return build({ ...options, writers });
  };
  const circular = (names: string) => ({
    code: 'WRITER_CIRCULAR',
    message: expect.stringMatching(`wraps itself: ${names}$`),
  });

  it('by its own object', async () => {
    const writer = passing('a', 'a');
    await expect(built(writer, async () => writer)).rejects.toMatchObject(circular('a → a'));
  });

  it('by another object of its plugin, whatever name it asks for', async () => {
    const writer = () => passing('a', 'alias', 'p@1');
    await expect(built(writer(), async () => writer())).rejects.toMatchObject(circular('a → a'));
  });

  it('by one that it wraps', async () => {
    const [a, b] = [passing('a', 'b', 'p@1'), passing('b', 'a', 'q@1')];
    const writers = async (name: string) => (name === 'a' ? { ...a } : { ...b });
    await expect(built(a, writers)).rejects.toMatchObject(circular('a → b → a'));
  });

  it('by objects that nobody can tell apart', async () => {
    const writer = () => passing('a', 'a');
    await expect(built(writer(), async () => writer())).rejects.toMatchObject(
      circular('a( → a){8}'),
    );
  });

  it('but not by another plugin with the same name', async () => {
    const outer = { ...wrapping, name: 'listing', plugin: 'supermin-writer-mine@1' };
    const inner = { ...listing, plugin: '@supermin/writer-listing@1' };
    expect(await built(outer, async () => inner)).toMatchObject({ built: true });
  });
});
