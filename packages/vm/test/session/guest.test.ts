import { randomBytes, randomInt } from 'node:crypto';
import { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Guest } from '../../src/session/guest.ts';
import { numbers, OUTPUT_WINDOW } from '../../src/session/protocol.ts';

const frame = (kind: number, job: number, payload: Buffer = Buffer.alloc(0)) =>
  Buffer.concat([numbers(kind, payload.length + 4, job), payload]);

const JOB = { argv: ['true'], env: {} };

/** A guest that says what a test has it say. */
class Speaker extends Duplex {
  heard: Buffer[] = [];
  override _read(): void {}
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.heard.push(chunk);
    done();
  }
}

async function spoken(bytes: Buffer, job = true) {
  const port = new Speaker();
  const told: string[] = [];
  const guest = new Guest(port, {
    hello: () => told.push('hello'),
    failed(reason, kind) {
      told.push(`${kind}: ${reason}`);
      guest.lose(new Error(reason));
    },
  });
  const started = job ? guest.start(JOB) : undefined;
  port.push(bytes);
  await setImmediate();
  await setImmediate();
  return { port, told, guest, job: started };
}

const START = frame(5, 1);

describe('Guest', () => {
  it('tells one that is restored from a saved VM nothing before its repair', async () => {
    const { guest, port } = await spoken(Buffer.alloc(0));
    const before = port.heard.length;
    guest.hold();
    guest.configure({ hostname: 'h', shares: [], sync: false, isolated: false });
    guest.start(JOB);
    expect(port.heard.length).toBe(before);
    guest.repair(Buffer.from('repair'));
    const kinds = port.heard.slice(before).map((bytes) => bytes.readUInt32LE(0));
    expect(kinds).toEqual([10, 1, 2]);
    guest.configure({ hostname: 'h', shares: [], sync: false, isolated: false });
    expect(port.heard.at(-1)!.readUInt32LE(0)).toBe(1);
  });

  it('is prepared for being saved, and told nothing more before its repair', async () => {
    const { guest, port } = await spoken(Buffer.alloc(0));
    const before = port.heard.length;
    const prepared = guest.prepare();
    guest.start(JOB);
    expect(port.heard.slice(before).map((bytes) => bytes.readUInt32LE(0))).toEqual([11]);
    port.push(frame(15, 0, numbers(3)));
    expect(await prepared).toBe(3);
    guest.repair(Buffer.from('repair'));
    expect(port.heard.slice(before + 1).map((bytes) => bytes.readUInt32LE(0))).toEqual([10, 2]);
    const again = guest.prepare();
    guest.lose(new Error('gone'));
    await expect(again).rejects.toThrow('gone');
    await expect(guest.prepare()).rejects.toThrow('gone');
  });

  it('has a job from its start to its end', async () => {
    const whole = [
      ...[frame(1, 5), START, frame(7, 1, Buffer.from('out')), frame(8, 1, Buffer.from('err'))],
      ...[
        frame(12, 1, numbers(137, 9)),
        frame(13, 1),
        frame(9, 1, numbers(1)),
        frame(9, 1, numbers(2)),
      ],
    ];
    const { told, job } = await spoken(Buffer.concat(whole));
    expect(told).toEqual(['hello']);
    expect(await job!.exit.promise).toEqual({ status: 137, signal: 'SIGKILL' });
    expect(String(job!.stdout.read())).toBe('out');
    expect(String(job!.stderr.read())).toBe('err');
    expect(job!.isOver).toBe(true);
  });

  it('a job that does not start says why, by all of its promises', async () => {
    const why = Buffer.concat([numbers(3, 126), Buffer.from('/x: no such directory')]);
    const { told, job } = await spoken(frame(6, 1, why));
    await expect(job!.exit.promise).rejects.toMatchObject({
      ...{ code: 'DIRECTORY_MISSING', exitStatus: 126, message: '/x: no such directory' },
    });
    expect(told).toEqual([]);
    expect(job!.stdout.destroyed).toBe(true);
  });

  it('all jobs fail when the guest does, and none can be started any more', async () => {
    const { told, guest, job } = await spoken(
      frame(2, 0, Buffer.concat([numbers(125), Buffer.from('no root')])),
    );
    expect(told).toEqual(['failed: no root']);
    await expect(job!.exit.promise).rejects.toThrow('no root');
    await expect(guest.setUp.promise).rejects.toThrow('no root');
    expect(() => guest.start(JOB)).toThrow('no root');
  });

  it('a job that is abandoned is killed, and what still comes of it is nobody’s', async () => {
    const { told, port, job } = await spoken(START);
    job!.abandon(new Error('enough'));
    await expect(job!.exit.promise).rejects.toThrow('enough');
    expect(port.heard.some((bytes) => bytes.readUInt32LE(0) === 7)).toBe(true);
    port.push(Buffer.concat([frame(7, 1, Buffer.from('late')), frame(12, 1, numbers(137, 9))]));
    port.push(Buffer.concat([frame(13, 1), frame(9, 1, numbers(1)), frame(9, 1, numbers(2))]));
    await setImmediate();
    expect({ told, over: job!.isOver }).toEqual({ told: [], over: true });
  });

  it('asks all commands to end, in the way of each, and waits for them', async () => {
    const { guest, port } = await spoken(Buffer.alloc(0));
    guest.start({ ...JOB, terminal: { rows: 1, columns: 1 } });
    const before = port.heard.length;
    let ended = false;
    const over = guest.endJobs().then(() => {
      ended = true;
    });
    const signals = port.heard
      .slice(before)
      .map((bytes) => [bytes.readUInt32LE(8), bytes.readUInt32LE(12)]);
    expect(signals).toEqual([
      [1, 15],
      [1, 18],
      [2, 15],
      [2, 1],
      [2, 18],
    ]);
    port.push(Buffer.concat([START, frame(12, 1, numbers(143, 15))]));
    await setImmediate();
    expect(ended).toBe(false);
    port.push(frame(6, 2, numbers(0, 125)));
    await over;
  });

  it('forgets a command that is over: nothing more may come of it', async () => {
    const ends = [frame(12, 1, numbers(0, 0)), frame(13, 1), frame(9, 1, numbers(1))];
    const { port, told } = await spoken(Buffer.concat([START, ...ends, frame(9, 1, numbers(2))]));
    port.push(frame(13, 1));
    await setImmediate();
    expect(told).toEqual([expect.stringContaining('a job 1, which there is not')]);
  });

  it('a command with a terminal has but one output', async () => {
    const { guest } = await spoken(Buffer.alloc(0), false);
    const job = guest.start({ ...JOB, terminal: { rows: 1, columns: 1 } });
    expect([job.hasTerminal, job.stdout.hasEnded, job.stderr.hasEnded]).toEqual([
      ...[true, false, true],
    ]);
    expect(guest.start(JOB).stderr.hasEnded).toBe(false);
  });

  it('is stopped when all that was written is there', async () => {
    const { guest, port } = await spoken(Buffer.alloc(0), false);
    const stopped = guest.stop();
    expect(port.heard.at(-1)!.readUInt32LE(0)).toBe(9);
    port.push(frame(14, 0));
    await stopped;
    guest.lose(new Error('gone'));
    const { length } = port.heard;
    guest.configure({ hostname: 'h', shares: [], sync: false, isolated: false });
    expect(port.heard).toHaveLength(length);
    guest.repair(Buffer.alloc(0));
    await expect(guest.ready.promise).rejects.toThrow('gone');
  });

  it.each([
    ['another version', frame(1, 2), 'version 2 of the protocol'],
    ['a job that there is not', frame(5, 7), 'something of a job 7'],
    ['a second start', Buffer.concat([START, START]), 'a second start'],
    ['an end before the start', frame(12, 1, numbers(0, 0)), 'did not start'],
    [
      'a second end',
      Buffer.concat([START, frame(12, 1, numbers(0, 0)), frame(12, 1, numbers(0, 0))]),
      'has ended',
    ],
    [
      'a second end of an output',
      Buffer.concat([frame(9, 1, numbers(1)), frame(9, 1, numbers(1))]),
      'second end',
    ],
    [
      'output behind its end',
      Buffer.concat([frame(9, 1, numbers(1)), frame(7, 1, Buffer.from('x'))]),
      'behind its end',
    ],
    ['input that was not sent', frame(10, 1, numbers(1)), 'more input taken than was sent'],
    [
      'more than a window',
      Buffer.concat(
        Array.from({ length: OUTPUT_WINDOW / 16_384 + 1 }, () => frame(7, 1, Buffer.alloc(16_384))),
      ),
      'more output than its window',
    ],
    ['garbage', numbers(1000, 1000, 1000), 'a frame of kind 1000'],
  ])('%s ends it', async (_, bytes, reason) => {
    const { told, job } = await spoken(bytes);
    expect(told).toEqual([expect.stringMatching(`^broken: .*${reason}`)]);
    expect(job!.lost?.reason).toMatchObject({ message: expect.stringContaining(reason) });
  });

  it('random frames: the job goes on or fails with a reason, and nothing is thrown elsewhere', async () => {
    for (let round = 0; round < 2000; round++) {
      const frames = Array.from({ length: 6 }, () =>
        frame(1 + randomInt(14), randomInt(3), randomBytes(4 * randomInt(4))),
      );
      const { told } = await spoken(Buffer.concat([frame(1, 2), START, ...frames]));
      for (const each of told) expect(each).toMatch(/^(hello|broken: .+|failed: .*)$/);
    }
  });
});
