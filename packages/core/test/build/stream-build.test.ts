import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { scratchDirectory, writeFiles } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { type StreamBuildOptions, streamBuild } from '../../src/build/stream-build.ts';
import type { Writer } from '../../src/plugin/contract.ts';
import { distribution, listingWriter } from '../support/distribution.ts';

/** Names of the tree, a line each, after a look at its temporary directory. */
const streaming: Writer = {
  ...listingWriter(),
  async *stream(tree, context) {
    const directory = context.temporaryDirectory();
    writeFileSync(`${directory}/on-its-way`, '');
    for (const { path } of tree.walk()) yield Buffer.from(`${path}\n`);
  },
};

function scene(writer: Writer): StreamBuildOptions {
  const { host, backend } = distribution({ bash: { files: ['/bin/bash', '/bin/sh'] } });
  const top = writeFiles(scratchDirectory(), { packages: 'bash\n' });
  return {
    ...{ backend, writer, host, family: 'test/test', format: 'listing' },
    ...{ inputs: [`${top}/packages`], temporaryDirectory: scratchDirectory() },
  };
}

async function text(options: StreamBuildOptions, most = Number.POSITIVE_INFINITY): Promise<string> {
  let all = '';
  for await (const chunk of streamBuild(options)) {
    all += chunk;
    if (all.length >= most) break;
  }
  return all;
}

it('gives what the writer streams, and leaves nothing behind', async () => {
  const options = scene(streaming);
  expect(await text(options)).toBe('/bin\n/bin/bash\n/bin/sh\n');
  expect(readdirSync(options.temporaryDirectory!)).toEqual([]);
});

it('nor if the reader stops early', async () => {
  const options = scene(streaming);
  expect(await text(options, 1)).toBe('/bin\n');
  expect(readdirSync(options.temporaryDirectory!)).toEqual([]);
});

it('a writer that cannot do that is an error', async () => {
  await expect(text(scene(listingWriter()))).rejects.toMatchObject({
    code: 'WRITER_STREAM',
    message: 'format listing cannot be written as a stream',
  });
});

it('ends with the signal', async () => {
  const options = { ...scene(streaming), signal: AbortSignal.abort() };
  await expect(text(options)).rejects.toThrow('aborted');
  expect(existsSync('-')).toBe(false);
});
