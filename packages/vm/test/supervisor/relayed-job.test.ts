import { SuperminError } from '@supermin/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { INPUT_WINDOW, OUTPUT_WINDOW } from '../../src/session/protocol.ts';
import { SpokenJob, turns } from './spoken-job.ts';

afterEach(() => void vi.useRealTimers());

const CLOSED = expect.objectContaining({ destroyed: true });

/** A job that has said all, while the client has not taken what came before its last words. */
async function drainedBehind(): Promise<SpokenJob> {
  const spoken = new SpokenJob();
  spoken.say({ kind: 'started' });
  spoken.write(1, Buffer.alloc(OUTPUT_WINDOW));
  await turns();
  spoken.write(1, 'more');
  spoken.say({ kind: 'drained' });
  await turns();
  return spoken;
}

describe('what the client is told', () => {
  it('is all that the guest says, under the number that the client gave', async () => {
    const spoken = new SpokenJob();
    spoken.say({ kind: 'started' });
    spoken.write(1, 'out');
    spoken.write(2, 'err');
    await turns();
    spoken.end(143, 15);
    await turns();
    expect(spoken.toClient).toEqual([
      { kind: 'started', job: 5 },
      { kind: 'output', job: 5, output: 1, bytes: Buffer.from('out') },
      { kind: 'output', job: 5, output: 2, bytes: Buffer.from('err') },
      { kind: 'exit', job: 5, status: 143, signal: 15 },
      { kind: 'drained', job: 5 },
      { kind: 'outputEnd', job: 5, output: 1 },
      { kind: 'outputEnd', job: 5, output: 2 },
    ]);
    expect(spoken.relayed.isOver).toBe(true);
  });

  it('a terminal has but one stream', async () => {
    const spoken = new SpokenJob({ hasTerminal: true });
    spoken.say({ kind: 'started' });
    spoken.end();
    await turns();
    const ends = spoken.toClient.filter(({ kind }) => kind === 'outputEnd');
    expect(ends).toEqual([{ kind: 'outputEnd', job: 5, output: 1 }]);
    spoken.ask('taken', 2, 1_000_000);
    spoken.ask('outputClose', 2);
  });

  it('that all has come behind the bytes that came before, however slowly it takes them', async () => {
    const spoken = await drainedBehind();
    const kinds = () => spoken.toClient.map(({ kind }) => kind);
    expect(kinds()).not.toContain('drained');
    spoken.ask('taken', 1, 4);
    await turns();
    expect(spoken.toClient.slice(-2)).toEqual([
      { kind: 'output', job: 5, output: 1, bytes: Buffer.from('more') },
      { kind: 'drained', job: 5 },
    ]);
    spoken.ask('taken', 1, 4);
    await turns();
    expect(kinds().filter((kind) => kind === 'drained')).toHaveLength(1);
  });

  it('that all has come, where it reads an output no more', async () => {
    const spoken = await drainedBehind();
    spoken.ask('outputClose', 1);
    await turns();
    expect(spoken.toClient.slice(-2).map(({ kind }) => kind)).toEqual(['outputEnd', 'drained']);
    expect(spoken.guestKinds).toContain('outputClose');
  });

  it.each([
    ['not-found', 127],
    ['not-executable', 126],
    ['no-directory', 126],
    ['no-user', 125],
    ['other', 125],
  ])('why the command did not start: %s, and no more', async (problem, status) => {
    const spoken = new SpokenJob();
    spoken.say({ kind: 'notStarted', problem, status, reason: 'so' });
    await turns();
    expect(spoken.toClient).toEqual([
      { kind: 'notStarted', job: 5, problem, status, reason: 'so' },
    ]);
  });

  it('a long reason, as far as it fits', async () => {
    const spoken = new SpokenJob();
    const reason = 'x'.repeat(100_000);
    spoken.say({ kind: 'notStarted', problem: 'other', status: 1, reason });
    await turns();
    expect(spoken.toClient).toEqual([
      expect.objectContaining({ reason: reason.slice(0, 4000), status: 1 }),
    ]);
  });

  it('nothing of a VM that is lost: all clients hear of that', async () => {
    for (const reason of [new SuperminError('VM_FAILED', 'gone'), new Error('aborted')]) {
      const spoken = new SpokenJob();
      spoken.job.lose(reason);
      await turns();
      expect(spoken.toClient).toEqual([]);
    }
  });

  it('that nobody reads its input any more, unless it has ended that itself', async () => {
    const spoken = new SpokenJob();
    spoken.say({ kind: 'started' });
    spoken.say({ kind: 'inputClosed' });
    await turns();
    expect(spoken.toClient.at(-1)).toEqual({ kind: 'inputClosed', job: 5 });
    spoken.ask('input', Buffer.from('dropped'));
    const other = new SpokenJob();
    other.say({ kind: 'started' });
    other.ask('inputEnd');
    other.say({ kind: 'inputClosed' });
    await turns();
    expect(other.toClient).toEqual([{ kind: 'started', job: 5 }]);
  });
});

describe('what the client asks for', () => {
  it('input goes to the guest, and counts as taken then', async () => {
    const spoken = new SpokenJob();
    spoken.ask('input', Buffer.from('some'));
    await turns();
    expect(spoken.toGuest.map(String)).toContain('some');
    expect(spoken.toClient).toEqual([{ kind: 'inputTaken', job: 5, count: 4 }]);
    spoken.ask('inputEnd');
    await turns();
    expect(spoken.guestKinds).toEqual(['input', 'inputEnd']);
    expect(() => spoken.ask('input', Buffer.from('x'))).toThrow('input behind its end');
  });

  it('as much input as its window has, and no byte more', async () => {
    const spoken = new SpokenJob();
    spoken.ask('input', Buffer.alloc(INPUT_WINDOW));
    await turns();
    expect(spoken.toClient).toEqual([{ kind: 'inputTaken', job: 5, count: INPUT_WINDOW }]);
    // The guest has taken nothing of it.
    spoken.ask('input', Buffer.alloc(INPUT_WINDOW));
    expect(() => spoken.ask('input', Buffer.alloc(1))).toThrow('more input than its window');
  });

  it('a signal, a size of the terminal, the end of an output', () => {
    const spoken = new SpokenJob();
    spoken.ask('signal', 0);
    spoken.ask('signal', 64);
    expect(spoken.signals).toEqual([0, 64]);
    expect(() => spoken.ask('signal', 65)).toThrow('a signal 65');
    spoken.ask('resize', 24, 0x10_0050);
    expect(spoken.toGuest.at(-1)!.subarray(12).toString('hex')).toBe('1800000050000000');
    spoken.ask('outputClose', 2);
    expect(spoken.job.stderr).toEqual(CLOSED);
    expect(spoken.job.stdout.destroyed).toBe(false);
    for (const kind of ['outputClose', 'taken'] as const) {
      expect(() => spoken.ask(kind, 3, 0)).toThrow('an output numbered 3');
      expect(() => spoken.ask(kind, 0, 0)).toThrow('an output numbered 0');
    }
  });

  it('it has taken no more output than was sent', () => {
    const spoken = new SpokenJob();
    expect(() => spoken.ask('taken', 1, 1)).toThrow('more output taken than was sent');
  });
});

describe('a client that goes', () => {
  it('hangs up: the command gets SIGHUP, and goes on if it stood still', async () => {
    const spoken = new SpokenJob();
    spoken.say({ kind: 'started' });
    await turns();
    spoken.relayed.leave();
    expect(spoken.signals).toEqual([1, 18]);
    expect(spoken.job.stdin.destroyed).toBe(true);
    spoken.write(1, 'a last word');
    await turns();
    expect(spoken.job.stdout.destroyed).toBe(false);
    spoken.say({ kind: 'exit', status: 129, signal: 1 });
    await turns();
    expect([spoken.job.stdout, spoken.job.stderr]).toEqual([CLOSED, CLOSED]);
    expect(spoken.toClient).toEqual([{ kind: 'started', job: 5 }]);
  });

  it('kills a command that heeds no hangup for two seconds', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const spoken = new SpokenJob();
    spoken.say({ kind: 'started' });
    spoken.relayed.leave();
    vi.advanceTimersByTime(1999);
    expect(spoken.signals).toEqual([1, 18]);
    vi.advanceTimersByTime(1);
    expect(spoken.signals).toEqual([1, 18, 9]);
    spoken.say({ kind: 'exit', status: 137, signal: 9 });
    await turns();
    expect(spoken.job.stdout.destroyed).toBe(true);
  });

  it('and kills nothing when the command has ended in time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const spoken = new SpokenJob();
    spoken.say({ kind: 'started' });
    spoken.relayed.leave();
    spoken.say({ kind: 'exit', status: 129, signal: 1 });
    await turns();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves a command alone that has ended before, and reads no more of what it left behind', async () => {
    const spoken = new SpokenJob();
    spoken.say({ kind: 'started' });
    spoken.say({ kind: 'exit', status: 0, signal: 0 });
    await turns();
    spoken.relayed.leave();
    await turns();
    expect(spoken.signals).toEqual([]);
    expect(spoken.job.stdout).toEqual(CLOSED);
  });
});
