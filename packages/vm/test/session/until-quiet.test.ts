import { PassThrough, Writable } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { GuestJob } from '../../src/session/guest-job.ts';
import { OutputPump } from '../../src/session/output-pump.ts';
import { untilQuiet } from '../../src/session/until-quiet.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A job that has started, and whether it is quiet. */
function waited(target: Writable = new PassThrough()) {
  const job = new GuestJob(1, () => {});
  const take = (frame: object) => job.take({ job: 1, ...frame } as Parameters<GuestJob['take']>[0]);
  const say = (text: string) => take({ kind: 'output', output: 1, bytes: Buffer.from(text) });
  const pumps = [new OutputPump(job.stdout, target), new OutputPump(job.stderr, new PassThrough())];
  const state = { quiet: false, failure: undefined as unknown };
  untilQuiet(job, pumps).then(
    () => {
      state.quiet = true;
    },
    (error) => {
      state.failure = error;
    },
  );
  take({ kind: 'started' });
  return { job, take, say, state, pumps, target };
}

/** All that is to be done without waiting. */
const turns = async () => {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
};
const after = async (milliseconds: number) => {
  await turns();
  vi.advanceTimersByTime(milliseconds);
  await turns();
};

const EXIT = { kind: 'exit', status: 0, signal: 0 };
const END = [1, 2].map((output) => ({ kind: 'outputEnd', output }));

it('is at once when the outputs have ended, and not before the command has', async () => {
  const { take, state } = waited();
  for (const frame of END) take(frame);
  await after(10_000);
  expect(state.quiet).toBe(false);
  take(EXIT);
  await turns();
  expect(state.quiet).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

it('waits as long as it takes for what the command itself wrote', async () => {
  const { take, state, job } = waited();
  take(EXIT);
  await after(100_000);
  expect(state.quiet).toBe(false);
  expect(job.stdout.destroyed).toBe(false);
});

it('gives what was left behind half a second of silence, and closes its outputs then', async () => {
  const { take, state, job } = waited();
  take(EXIT);
  take({ kind: 'drained' });
  await after(499);
  expect(state.quiet).toBe(false);
  await after(1);
  expect(state.quiet).toBe(true);
  expect([job.stdout.destroyed, job.stderr.destroyed]).toEqual([true, true]);
});

it('each output begins the half second anew, for five seconds in all', async () => {
  const { take, say, state, target } = waited();
  take(EXIT);
  take({ kind: 'drained' });
  for (let part = 1; part <= 12; part++) {
    await after(400);
    expect(state.quiet).toBe(false);
    say('x');
  }
  await after(199);
  expect(state.quiet).toBe(false);
  await after(1);
  expect(state.quiet).toBe(true);
  expect((target as PassThrough).read()?.toString()).toBe('x'.repeat(12));
});

it('ends as soon as the last output does', async () => {
  const { take, state } = waited();
  take(EXIT);
  take({ kind: 'drained' });
  await after(100);
  take(END[0]!);
  await after(100);
  expect(state.quiet).toBe(false);
  take(END[1]!);
  await turns();
  expect(state.quiet).toBe(true);
});

it('waits for a user who is slow, without end', async () => {
  const waiting: (() => void)[] = [];
  const slow = new Writable({
    highWaterMark: 1,
    write: (_chunk, _encoding, done) => void waiting.push(done),
  });
  const { take, say, state } = waited(slow);
  say('some');
  take(EXIT);
  take({ kind: 'drained' });
  for (let second = 0; second < 30; second++) await after(1000);
  expect(state.quiet).toBe(false);
  waiting.shift()!();
  await after(500);
  expect(waiting).toEqual([]);
  expect(state.quiet).toBe(true);
});

it('fails for the reason for which the VM was lost meanwhile', async () => {
  const { take, state, job } = waited();
  take(EXIT);
  await turns();
  job.lose(new Error('gone'));
  await turns();
  expect(state.failure).toMatchObject({ message: 'gone' });
});
