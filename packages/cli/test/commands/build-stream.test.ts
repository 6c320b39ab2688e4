import type { Registry, WriterManifest } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../src/arguments/parse.ts';
import { UsageError } from '../../src/arguments/usage-error.ts';
import { requireStream } from '../../src/commands/build-stream.ts';

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
