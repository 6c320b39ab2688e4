import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { build } from 'tsup';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { allDone } from '../../src/copy/batches.ts';
import { copyExtents } from '../../src/copy/copy-extents.ts';
import { type CopyRequest, copyPart } from '../../src/copy/copy-job.ts';
import { startCopyThread } from '../../src/copy/copy-thread.ts';
import type { SuperminEvent } from '../../src/events/event.ts';
import { Pacer } from '../../src/events/pacer.ts';
import {
  cut,
  failures,
  hostPiece,
  memoryPiece,
  type Piece,
  randomBytes,
  requestOf,
  sharedPiece,
} from '../support/sources.ts';

const PROGRAMS = ['copy-program'];
const sourceOf = (program: string) =>
  fileURLToPath(new URL(`../../src/${program}.ts`, import.meta.url));
const MIB = 2 ** 20;
/** More than enough bytes for a thread. */
const WORTH_IT = 64 * MIB;

let programs: { name: string; text: string }[];
let directory: string;
let start: () => ReturnType<typeof startCopyThread>;

beforeAll(async () => {
  const outDir = scratchDirectory();
  // As the package is built: see its tsup.config.ts.
  await build({
    ...{ entry: PROGRAMS.map(sourceOf), outDir, format: 'cjs', config: false, silent: true },
    ...{ dts: false, target: 'node20', platform: 'node', outExtension: () => ({ js: '.cjs' }) },
  });
  programs = PROGRAMS.map((program) => {
    const name = `${program}.cjs`;
    return { name, text: readFileSync(join(outDir, name), 'utf8') };
  });
});

beforeEach(() => {
  directory = scratchDirectory();
  for (const { name, text } of programs) writeFileSync(join(directory, name), text);
  start = () => startCopyThread(WORTH_IT, programOf('copy-program'));
});

function programOf(name: string): URL {
  return pathToFileURL(join(directory, `${name}.cjs`));
}

/** 48 MB in files of the host, some bytes in memory in between. */
function manyPieces(): Piece[] {
  return Array.from({ length: 160 }, (_, n) => [
    hostPiece(directory, `source${n}`, randomBytes(n % 10 === 0 ? 3 * MIB - n : n * 37, n)),
    n % 3 === 0 ? memoryPiece(`in memory, ${n}`) : sharedPiece(`shared, ${n}`),
  ]).flat();
}

interface Options {
  thread?: ReturnType<typeof startCopyThread>;
  report?: (event: SuperminEvent) => void;
  signal?: AbortSignal;
}

async function copy(request: CopyRequest, { thread, report = () => {}, signal }: Options = {}) {
  const path = join(directory, 'out');
  const fd = openSync(path, 'w+');
  const part = copyPart(request, fd);
  thread?.begin(part.job);
  const pacer = new Pacer(signal ?? new AbortController().signal);
  try {
    await copyExtents([part], { pacer, report, failures, thread });
    return readFileSync(path);
  } finally {
    await thread?.stop();
    closeSync(fd);
  }
}

describe('the second thread', () => {
  it.each([4096, 1])(
    'with it: the same bytes, and progress that adds up (%d)',
    async (alignment) => {
      const { request, expected } = requestOf(manyPieces(), alignment);
      const done: number[] = [];
      const report = (event: SuperminEvent) => {
        if (event.kind === 'progress') done.push(event.done);
      };
      expect((await copy(request, { thread: start(), report })).equals(expected)).toBe(true);
      expect(done).toEqual([...done].sort((a, b) => a - b));
      expect(done.at(-1)).toBe(request.extents.length.reduce((sum, length) => sum + length, 0));
    },
  );

  /** Without the first thread: what that does not read is left out. */
  async function copyAlone(thread: NonNullable<ReturnType<typeof start>>) {
    const shared = manyPieces().filter(
      ({ content }) =>
        content.kind !== 'bytes' || content.bytes.buffer instanceof SharedArrayBuffer,
    );
    const { request, expected } = requestOf(shared, 1);
    const fd = openSync(join(directory, 'alone'), 'w');
    const { job } = copyPart(request, fd);
    thread.begin(job);
    await thread.ended();
    await thread.stop();
    closeSync(fd);
    expect(job.batches.length).toBeGreaterThan(5);
    expect(allDone(job.batches)).toBe(true);
    expect(readFileSync(join(directory, 'alone')).equals(expected)).toBe(true);
  }

  it('does all that it can read by itself, if it is let', () => copyAlone(start()!));

  it('leaves to the first thread what fails: that one knows what to say', async () => {
    const pieces = manyPieces();
    for (let n = 10; n < 160; n += 50) cut(pieces[2 * n]!, 1);
    const copying = copy(requestOf(pieces, 4096).request, { thread: start() });
    await expect(copying).rejects.toThrow(/source\d+-\xff: 7 of /);
  });

  it('a program that is not there is no loss', async () => {
    const { request, expected } = requestOf(manyPieces(), 1);
    const thread = startCopyThread(WORTH_IT, pathToFileURL(join(directory, 'absent.mjs')));
    expect((await copy(request, { thread })).equals(expected)).toBe(true);
  });

  it('an abort ends it', async () => {
    const controller = new AbortController();
    const due = vi.spyOn(Pacer.prototype, 'due').mockReturnValue(true);
    const report = () => controller.abort(new Error('enough'));
    const { request } = requestOf(manyPieces(), 1);
    const copying = copy(request, { thread: start(), report, signal: controller.signal });
    await expect(copying).rejects.toThrow('enough');
    due.mockRestore();
  });

  it('is not started for little', () => {
    expect(startCopyThread(1000)).toBeUndefined();
  });
});
