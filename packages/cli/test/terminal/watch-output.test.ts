import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchOutput } from '../../src/terminal/watch-output.ts';
import { replaceStandardStreams, type StandardStreams } from '../support/standard-streams.ts';

let streams: StandardStreams;

beforeEach(() => {
  streams = replaceStandardStreams();
});
afterEach(() => streams.restore());

it('makes no stream before something is printed, and each once', () => {
  watchOutput(() => {});
  expect(streams.opened).toEqual([]);
  const { stdout } = process;
  expect(stdout).toBe(streams.stdout);
  expect(process.stdout).toBe(stdout);
  expect(streams.opened).toEqual(['stdout']);
});

it('leaves the process as it was to who looks at it', () => {
  watchOutput(() => {});
  for (const look of [() => {}, () => process.stdout]) {
    look();
    expect(Object.keys(process)).toEqual(expect.arrayContaining(['stdout', 'stderr']));
    const { configurable } = Object.getOwnPropertyDescriptor(process, 'stdout')!;
    expect(configurable).toBe(true);
  }
});

it('tells which stream failed, and how', () => {
  const onError = vi.fn();
  watchOutput(onError);
  const error = Object.assign(new Error('x'), { code: 'EPIPE' });
  process.stderr.emit('error', error);
  expect(onError.mock.calls).toEqual([[error, streams.stderr]]);
});

it('tells whether all was taken, of both', () => {
  const isTaken = watchOutput(() => {});
  expect(isTaken()).toBe(true);
  process.stderr.write('x');
  expect(isTaken()).toBe(true);
  for (const _ of [1, 2]) process.stdout.write('x'.repeat(100_000));
  expect(isTaken()).toBe(false);
});

it('tells what failed before the stream does: the question may be the last thing that is done', () => {
  const onError = vi.fn();
  const isTaken = watchOutput(onError);
  process.stdout.write('x');
  const error = Object.assign(new Error('x'), { code: 'ENOSPC' });
  streams.stdout.destroy(error);
  expect(onError).not.toHaveBeenCalled();
  isTaken();
  expect(onError.mock.calls).toEqual([[error, streams.stdout]]);
});

it('leaves alone a stream that somebody has put in place', () => {
  const own = new PassThrough();
  Object.defineProperty(process, 'stdout', { value: own, configurable: true });
  const isTaken = watchOutput(() => {});
  expect(process.stdout).toBe(own);
  for (const _ of [1, 2]) own.write('x'.repeat(100_000));
  expect(isTaken()).toBe(true);
});
