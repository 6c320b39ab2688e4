import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { GuestJob } from '../../src/session/guest-job.ts';
import { INPUT_WINDOW, OUTPUT_WINDOW, TO_GUEST } from '../../src/session/protocol.ts';

/** Job 7, and what the guest is told of it. */
function toldJob() {
  const told: Buffer[] = [];
  const job = new GuestJob(7, (bytes) => void told.push(bytes));
  const take = (frame: object) => job.take({ job: 7, ...frame } as Parameters<GuestJob['take']>[0]);
  return { job, take, told, kinds: () => told.map((bytes) => bytes.readUInt32LE(0)) };
}

/** Kind, length, job and numbers of a frame. */
const numbersOf = (bytes: Buffer) =>
  Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readUInt32LE(4 * index));

const OUTPUT_ENDS = [
  { kind: 'outputEnd', output: 1 },
  { kind: 'outputEnd', output: 2 },
];
const ENDS = [{ kind: 'exit', status: 0, signal: 0 }, { kind: 'drained' }, ...OUTPUT_ENDS];

describe('what the guest is told', () => {
  it('signals, by their names or numbers, and the size of the terminal', () => {
    const { job, told } = toldJob();
    job.signal('SIGTERM');
    job.signal(64);
    job.resize({ rows: 24, columns: 80 });
    expect(told.map(numbersOf)).toEqual([
      [TO_GUEST.signal, 8, 7, 15],
      [TO_GUEST.signal, 8, 7, 64],
      [TO_GUEST.resize, 12, 7, 24, 80],
    ]);
  });

  it('the input, and its end', async () => {
    const { job, told } = toldJob();
    job.stdin.end('some');
    await setImmediate();
    expect(told.map((bytes) => bytes.toString('latin1'))).toEqual([
      '\x03\0\0\0\x08\0\0\0\x07\0\0\0',
      'some',
      '\x04\0\0\0\x04\0\0\0\x07\0\0\0',
    ]);
  });

  it('which output was taken, and which nobody reads any more', async () => {
    const { job, take, told } = toldJob();
    job.stderr.resume();
    const bytes = Buffer.alloc(OUTPUT_WINDOW / 4);
    take({ kind: 'output', output: 2, bytes });
    await setImmediate();
    job.stdout.destroy();
    await setImmediate();
    expect(told.map(numbersOf)).toEqual([
      [TO_GUEST.taken, 12, 7, 2, bytes.length],
      [TO_GUEST.outputClose, 8, 7, 1],
    ]);
  });
});

describe('what the guest says', () => {
  it('output goes to its stream', () => {
    const { job, take } = toldJob();
    take({ kind: 'output', output: 1, bytes: Buffer.from('out') });
    take({ kind: 'output', output: 2, bytes: Buffer.from('err') });
    expect([String(job.stdout.read()), String(job.stderr.read())]).toEqual(['out', 'err']);
  });

  it('input that was taken makes room, and input that nobody reads is dropped', async () => {
    const { job, take, told } = toldJob();
    job.stdin.write(Buffer.alloc(INPUT_WINDOW + 1));
    const sent = () => told.filter((bytes) => bytes.length > 12 || bytes.length === 1).length;
    const before = sent();
    take({ kind: 'inputTaken', count: 1 });
    expect(sent()).toBe(before + 1);
    take({ kind: 'inputClosed' });
    await setImmediate();
    expect(job.stdin.destroyed).toBe(true);
  });

  it.each([
    [0, 0, { status: 0, signal: undefined }],
    [7, 0, { status: 7, signal: undefined }],
    [137, 9, { status: 137, signal: 'SIGKILL' }],
    [0x1ff, 0, { status: 255, signal: undefined }],
    [162, 34, { status: 162, signal: undefined }],
  ])('it ended with %d and signal %d', async (status, signal, exit) => {
    const { job, take } = toldJob();
    take({ kind: 'started' });
    take({ kind: 'exit', status, signal });
    expect(await job.exit.promise).toEqual(exit);
  });

  it('is over when it has ended and all of its output is there, whatever comes last', () => {
    for (let last = 0; last < ENDS.length; last++) {
      const { job, take } = toldJob();
      take({ kind: 'started' });
      for (const [index, frame] of ENDS.entries()) if (index !== last) take(frame);
      expect(job.isOver).toBe(false);
      take(ENDS[last]!);
      expect(job.isOver).toBe(true);
    }
  });

  it('tells when all that the command itself wrote has come', async () => {
    const { job, take } = toldJob();
    take({ kind: 'started' });
    await job.started.promise;
    expect(job.drained.isSettled).toBe(false);
    take({ kind: 'drained' });
    await job.drained.promise;
    expect(job.exit.isSettled).toBe(false);
  });

  it('processes that it left behind go on with its streams, and not with its life', () => {
    const { job, take } = toldJob();
    take({ kind: 'started' });
    job.stdin.write('x');
    take({ kind: 'exit', status: 0, signal: 0 });
    take({ kind: 'inputTaken', count: 1 });
    take({ kind: 'inputClosed' });
    take({ kind: 'output', output: 1, bytes: Buffer.from('x') });
    for (const frame of [{ kind: 'drained' }, ...OUTPUT_ENDS]) take(frame);
    const again = { kind: 'exit', status: 0, signal: 0 };
    expect(() => take(again)).toThrow('exit of a job that has ended');
    const not = { kind: 'notStarted', problem: 'other', status: 1, reason: '' };
    expect(() => take(not)).toThrow('notStarted of a job that has ended');
    expect(() => take({ kind: 'started' })).toThrow('a second start');
  });

  it('one that does not start is over at once, also where it has a terminal', async () => {
    const { job, take } = toldJob();
    job.stderr.end();
    take({ kind: 'notStarted', problem: 'no-user', status: 125, reason: 'who?' });
    expect(job.isOver).toBe(true);
    for (const settled of [job.started, job.exit, job.drained]) {
      await expect(settled.promise).rejects.toMatchObject({ code: 'USER_UNKNOWN' });
    }
    expect(() => take({ kind: 'started' })).toThrow('a second start');
  });
});

describe('a job that is lost', () => {
  it('fails for the reason, and its streams end without an error that nobody asked for', async () => {
    const { job } = toldJob();
    const heard: unknown[] = [];
    job.stdout.on('error', (error) => heard.push(error));
    const reason = new Error('gone');
    job.lose(reason);
    for (const settled of [job.started, job.exit, job.drained]) {
      await expect(settled.promise).rejects.toBe(reason);
    }
    expect(job.lost).toEqual({ reason });
    await setImmediate();
    expect(heard).toEqual([reason]);
    expect([job.stdin, job.stdout, job.stderr].map(({ destroyed }) => destroyed)).toEqual([
      ...[true, true, true],
    ]);
  });

  it('a reason that is no error is no error of a stream', async () => {
    const { job } = toldJob();
    const heard: unknown[] = [];
    job.stdout.on('error', (error) => heard.push(error));
    job.lose('just so');
    await setImmediate();
    expect(heard).toEqual([]);
    await expect(job.exit.promise).rejects.toBe('just so');
  });
});

describe('a job that is abandoned', () => {
  it('is killed, once, and fails for the first reason', async () => {
    const { job, told } = toldJob();
    job.abandon(new Error('enough'));
    const after = told.length;
    job.abandon(new Error('more'));
    expect(told.length).toBe(after);
    expect(numbersOf(told[0]!)).toEqual([TO_GUEST.signal, 8, 7, 9]);
    await expect(job.exit.promise).rejects.toThrow('enough');
  });

  it('when a signal is aborted, now or later, for its reason', async () => {
    const early = toldJob().job;
    early.abandonAt(AbortSignal.abort('before'));
    await expect(early.exit.promise).rejects.toBe('before');
    const late = toldJob().job;
    const controller = new AbortController();
    late.abandonAt(controller.signal);
    expect(late.lost).toBeUndefined();
    controller.abort('later');
    await expect(late.exit.promise).rejects.toBe('later');
  });

  it('not by a signal that it has nothing to do with any more', () => {
    const { job } = toldJob();
    const controller = new AbortController();
    job.abandonAt(controller.signal)();
    controller.abort();
    expect(job.lost).toBeUndefined();
  });
});
