import { closeSync, openSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type SuperminEvent, toSystemPath } from '@supermin/core';
import { build } from 'tsup';
import { beforeAll, describe, expect, it } from 'vitest';
import { isDone } from '../../src/image/copy-batches.ts';
import { copyJob } from '../../src/image/copy-job.ts';
import { CopyThread } from '../../src/image/copy-thread.ts';
import { writeImage } from '../../src/image/write-image.ts';
import { expectSound } from '../support/judge.ts';
import { Random } from '../support/random.ts';
import { useScratch } from '../support/scratch.ts';
import { file, hostFile, plan, quiet, treeOf } from '../support/trees.ts';

const scratch = useScratch();
const SOURCE = fileURLToPath(new URL('../../src/copy-program.ts', import.meta.url));
const MIB = 2 ** 20;
/** More than enough bytes for a thread. */
const WORTH_IT = 64 * MIB;
let program: URL;
const start = () => CopyThread.start(WORTH_IT, program);

beforeAll(async () => {
  const outDir = scratch('program');
  await build({
    ...{ entry: [SOURCE], outDir, format: 'esm', config: false, silent: true, dts: false },
    ...{ target: 'node20', platform: 'node' },
  });
  // The scratch directory is no package of ES modules.
  writeFileSync(join(outDir, 'package.json'), '{ "type": "module" }');
  program = pathToFileURL(join(outDir, 'copy-program.js'));
});

/** 48 MB in files of the host, some bytes in memory in between, a name that is not UTF-8. */
function manyFiles() {
  const random = new Random(7);
  const tree = treeOf({});
  for (let n = 0; n < 160; n++) {
    const size = n % 10 === 0 ? 3 * MIB - n : n * 37;
    const path = `${scratch(`source${n}`)}-\xff`;
    writeFileSync(toSystemPath(path), random.bytes(size));
    tree.put(`/f${n}`, hostFile(path, size));
    tree.put(`/f${n}-in-memory`, file(`text ${n}`));
  }
  return tree;
}

describe('CopyThread', () => {
  it('with it and without it: the same bytes, and progress that adds up', async () => {
    const tree = manyFiles();
    const events: SuperminEvent[] = [];
    const report = (event: SuperminEvent) => events.push(event);
    await writeImage(plan(tree, '1G'), scratch('one'), quiet);
    await writeImage(plan(tree, '1G'), scratch('two'), { ...quiet, report, thread: start() });
    expectSound(scratch('two'));
    expect(readFileSync(scratch('two')).equals(readFileSync(scratch('one')))).toBe(true);
    const done = events.map((event) => (event.kind === 'progress' ? event.done : -1));
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done.at(-1)).toBe(plan(tree, '1G').dataBytes);
  });

  it('does all of it by itself, if it is let', async () => {
    const planned = plan(manyFiles(), '1G');
    await writeImage(planned, scratch('one'), quiet);
    const fd = openSync(scratch('alone'), 'w');
    const job = copyJob(planned, fd);
    const thread = CopyThread.start(planned.dataBytes, program)!;
    thread.begin(job);
    await thread.ended();
    closeSync(fd);
    expect(job.firstExtent.length).toBeGreaterThan(5);
    for (let batch = 0; batch < job.firstExtent.length - 1; batch++) {
      expect(isDone(job, batch)).toBe(true);
    }
    const [alone, one] = ['alone', 'one'].map((name) => readFileSync(scratch(name)));
    const { data } = planned;
    for (let extent = 0; extent < data.count; extent++) {
      if (job.paths[data.source[extent]!] === undefined) continue;
      const [start, length] = [data.imageOffset[extent]!, data.length[extent]!];
      expect(alone!.compare(one!, start, start + length, start, start + length)).toBe(0);
    }
  });

  it('leaves to the first thread what fails: that one knows what to say', async () => {
    const planned = plan(manyFiles(), '1G');
    for (let n = 10; n < 160; n += 50)
      truncateSync(toSystemPath(`${scratch(`source${n}`)}-\xff`), 1);
    const options = { ...quiet, thread: start() };
    await expect(writeImage(planned, scratch('short'), options)).rejects.toMatchObject({
      code: 'EXT2_SOURCE_CHANGED',
      message: expect.stringContaining('source'),
    });
  });

  it('a program that is not there is no loss', async () => {
    const tree = manyFiles();
    const thread = CopyThread.start(WORTH_IT, pathToFileURL(scratch('absent.js')));
    await writeImage(plan(tree, '1G'), scratch('without'), { ...quiet, thread });
    expectSound(scratch('without'));
  });

  it('an abort ends it, and the image is gone', async () => {
    const controller = new AbortController();
    const report = (event: SuperminEvent) => {
      if (event.kind === 'progress') controller.abort(new Error('enough'));
    };
    const options = { signal: controller.signal, report, thread: start() };
    const tree = manyFiles();
    const path = scratch('huge');
    writeFileSync(path, '');
    truncateSync(path, 600 * MIB);
    tree.put('/huge', hostFile(path, 600 * MIB));
    const writing = writeImage(plan(tree, '1G'), scratch('aborted'), options);
    await expect(writing).rejects.toThrow('enough');
    expect(() => readFileSync(scratch('aborted'))).toThrow('ENOENT');
  });

  it('is not started for little', () => {
    const planned = plan(treeOf({ '/a': file('x') }));
    expect(CopyThread.start(planned.dataBytes, program)).toBeUndefined();
  });
});
