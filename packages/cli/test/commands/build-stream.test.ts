import { type BuildRequest, type Registry, streamBuild, type WriterManifest } from '@supermin/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseCommandLine } from '../../src/arguments/parse.ts';
import { UsageError } from '../../src/arguments/usage-error.ts';
import { requireStream, writeStream } from '../../src/commands/build-stream.ts';

vi.mock('@supermin/core', async (original) => ({
  ...(await original<typeof import('@supermin/core')>()),
  streamBuild: vi.fn(),
}));

afterEach(() => void vi.restoreAllMocks());

const manifest = (name: string, more: Partial<WriterManifest> = {}): WriterManifest => ({
  ...{ name, aliases: [], module: './toy.js', description: '', options: [] },
  ...more,
});

const ABLE = manifest('able', { stream: true });
const registry = {
  writers: [manifest('other'), ABLE].map((each) => ({ manifest: each })),
} as unknown as Registry;

const argv = (...words: string[]) => parseCommandLine(['build', '-f', 'able', ...words, 'in']);

describe('-o -', () => {
  it('is for formats whose manifest says so', () => {
    expect(() => requireStream(ABLE, registry, argv('-o', '-'))).not.toThrow();
    expect(() => requireStream(manifest('other'), registry, argv('-o', '-'))).toThrow(
      expect.objectContaining({
        code: 'OUTPUT_STREAM',
        message: 'format other cannot be written to standard output',
        hint: 'able can; or choose a directory with -o DIR',
      }),
    );
  });

  it.each(['--if-newer', '--force', '--lock=f'])('has no use for %s', (word) => {
    const required = () => requireStream(ABLE, registry, argv('-o', '-', word));
    expect(required).toThrow(UsageError);
    expect(required).toThrow(`option '${word.replace(/=.*/, '')}' has no effect with '-o -'`);
  });
});

describe('what -o - is not for', () => {
  it('a terminal', () => {
    const { isTTY } = process.stdout;
    process.stdout.isTTY = true;
    try {
      expect(() => requireStream(ABLE, registry, argv('-o', '-'))).toThrow(
        expect.objectContaining({
          ...{ code: 'OUTPUT_STREAM', message: 'standard output is a terminal' },
          hint: 'redirect it to a file or a pipe',
        }),
      );
    } finally {
      process.stdout.isTTY = isTTY;
    }
  });

  it('formats, if no installed one can be written there', () => {
    const other = manifest('other');
    const none = { writers: [{ manifest: other }] } as unknown as Registry;
    expect(() => requireStream(other, none, argv('-o', '-'))).toThrow(
      expect.objectContaining({
        hint: 'no installed format can; or choose a directory with -o DIR',
      }),
    );
  });

  it('names all formats that can', () => {
    const more = [ABLE, manifest('second', { stream: true })].map((each) => ({ manifest: each }));
    const both = { writers: more } as unknown as Registry;
    expect(() => requireStream(manifest('other'), both, argv('-o', '-'))).toThrow(
      expect.objectContaining({ hint: 'able, second can; or choose a directory with -o DIR' }),
    );
  });
});

describe('writeStream', () => {
  const chunks = [Buffer.from('one '), Buffer.from('two')];
  let closed: boolean;

  function streaming(): void {
    closed = false;
    vi.mocked(streamBuild).mockImplementation(async function* () {
      try {
        yield* chunks;
      } finally {
        closed = true;
      }
    } as typeof streamBuild);
  }

  /** Standard output takes a chunk, or not. */
  function taking(error?: Error): unknown[] {
    const taken: unknown[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk, done) => {
      taken.push(chunk);
      (done as unknown as (error?: Error) => void)(error);
      return true;
    });
    return taken;
  }

  it('writes what is built, a piece when the one before was taken', async () => {
    streaming();
    const taken = taking();
    await writeStream({ format: 'able' } as BuildRequest);
    expect(taken).toEqual(chunks);
    expect(vi.mocked(streamBuild).mock.lastCall![0]).toEqual({ format: 'able' });
  });

  it('opens packages of a lock that were not opened; others are', async () => {
    streaming();
    taking();
    await writeStream({ lockedRoot: { open: async () => 'opened' } } as never);
    expect(vi.mocked(streamBuild).mock.lastCall![0]).toEqual({ lockedRoot: 'opened' });
    const root = { host: {} };
    await writeStream({ lockedRoot: root } as never);
    expect(vi.mocked(streamBuild).mock.lastCall![0]).toEqual({ lockedRoot: root });
  });

  it('clears up when nobody takes it', async () => {
    streaming();
    const taken = taking(new Error('EPIPE'));
    await expect(writeStream({} as BuildRequest)).rejects.toThrow('EPIPE');
    expect([taken.length, closed]).toEqual([1, true]);
  });
});
