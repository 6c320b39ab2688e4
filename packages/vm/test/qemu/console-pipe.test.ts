import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { isMainThread } from 'node:worker_threads';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, expect, it } from 'vitest';
import { inheritConsole } from '../../src/qemu/console-pipe.ts';
import { InheritedFiles } from '../../src/qemu/inherited-files.ts';

const { PATH } = process.env;
const directory = scratchDirectory();

afterEach(() => {
  process.env.PATH = PATH;
});

/** Single bytes, as a serial port has them, never waiting: those that are not taken are lost. */
const IMPATIENT = `
import os, sys
os.set_blocking(1, False)
lost = 0
for i in range(60000):
    try: os.write(1, b'x')
    except BlockingIOError: lost += 1
sys.stderr.write(f'{lost}')
`;

it.runIf(isMainThread)(
  'takes a whole boot at once, in single bytes, while nobody reads',
  async () => {
    const files = new InheritedFiles(['ignore', 'pipe', 'pipe']);
    const output = inheritConsole(files, directory)!;
    expect(readdirSync(directory)).toEqual([]);
    const child = spawn('python3', ['-c', IMPATIENT], { stdio: files.stdio });
    files.release();
    expect(await text(child.stderr!)).toBe('0');
    expect(await text(output)).toBe('x'.repeat(60_000));
  },
);

it('is none where there is no mknod', () => {
  process.env.PATH = directory;
  const files = new InheritedFiles(['ignore', 'pipe', 'pipe']);
  expect(inheritConsole(files, directory, true)).toBeUndefined();
  expect(files.stdio).toEqual(['ignore', 'pipe', 'pipe']);
  expect(readdirSync(directory)).toEqual([]);
});

it('is none in a worker thread, whose end would close descriptors of others', () => {
  const files = new InheritedFiles(['ignore', 'pipe', 'pipe']);
  expect(inheritConsole(files, directory, false)).toBeUndefined();
  expect(files.stdio).toEqual(['ignore', 'pipe', 'pipe']);
});
