import { randomBytes, randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { FrameDecoder } from '../../src/session/frame-decoder.ts';
import { type GuestFrame, LARGEST_FROM_GUEST, numbers } from '../../src/session/protocol.ts';

const frame = (kind: number, job: number, payload: Buffer = Buffer.alloc(0)) =>
  Buffer.concat([numbers(kind, payload.length + 4, job), payload]);

/** What comes of chunks; output's bytes are joined. */
function decode(chunks: readonly Buffer[]): unknown[] {
  const seen: GuestFrame[] = [];
  const decoder = new FrameDecoder((next) => seen.push(next));
  for (const chunk of chunks) decoder.push(chunk);
  const joined: unknown[] = [];
  for (const next of seen) {
    const last = joined.at(-1) as { job: number; output: number; text: string } | undefined;
    if (next.kind !== 'output') joined.push(next);
    else if (last?.text !== undefined && last.job === next.job && last.output === next.output) {
      last.text += next.bytes.toString('latin1');
    } else {
      joined.push({ job: next.job, output: next.output, text: next.bytes.toString('latin1') });
    }
  }
  return joined;
}

const EVERYTHING = Buffer.concat([
  frame(1, 2),
  frame(3, 0),
  frame(4, 0),
  frame(5, 1),
  frame(7, 1, Buffer.from('some output')),
  frame(8, 2, Buffer.from('and an error')),
  frame(7, 2),
  frame(9, 1, numbers(2)),
  frame(10, 1, numbers(65_536)),
  frame(11, 1),
  frame(12, 1, numbers(143, 15)),
  frame(13, 1),
  frame(6, 3, Buffer.concat([numbers(1, 127), Buffer.from('not \x1bfound')])),
  frame(2, 0, Buffer.concat([numbers(125), Buffer.from('no root')])),
  frame(14, 0),
  frame(15, 0, numbers(2)),
]);

const DECODED = [
  { kind: 'hello', version: 2 },
  { kind: 'ready' },
  { kind: 'setUp' },
  { kind: 'started', job: 1 },
  { job: 1, output: 1, text: 'some output' },
  { job: 2, output: 2, text: 'and an error' },
  { kind: 'outputEnd', job: 1, output: 2 },
  { kind: 'inputTaken', job: 1, count: 65_536 },
  { kind: 'inputClosed', job: 1 },
  { kind: 'exit', job: 1, status: 143, signal: 15 },
  { kind: 'drained', job: 1 },
  { kind: 'notStarted', job: 3, problem: 'not-found', status: 127, reason: 'not ?found' },
  { kind: 'failed', reason: 'no root' },
  { kind: 'stopped' },
  { kind: 'prepared', jobs: 2 },
];

describe('FrameDecoder', () => {
  it('understands each frame, wherever it is cut', () => {
    expect(decode([EVERYTHING])).toEqual(DECODED);
    expect(decode(Array.from(EVERYTHING, (byte) => Buffer.from([byte])))).toEqual(DECODED);
  });

  it('hands output on as it comes, without waiting for the frame', () => {
    const whole = frame(7, 1, Buffer.from('first, second'));
    expect(decode([whole.subarray(0, 17)])).toEqual([{ job: 1, output: 1, text: 'first' }]);
  });

  it('reads the version that an init of protocol 1 tells', () => {
    expect(decode([numbers(1, 4, 1)])).toEqual([{ kind: 'hello', version: 1 }]);
  });

  it.each([
    ['an unknown kind', numbers(99, 4, 0)],
    ['kind 0', numbers(0, 4, 0)],
    ['a length without a job', numbers(5, 3, 0)],
    ['one that is too long', numbers(7, LARGEST_FROM_GUEST, 1)],
    ['one of 4 GiB', numbers(7, 0xffff_ffff, 1)],
    ['one that is too short', frame(12, 1, numbers(1))],
    ['an output that there is not', frame(9, 1, numbers(3))],
  ])('refuses %s', (_, bytes) => {
    expect(() => decode([bytes])).toThrow(/a frame of|an output numbered/);
  });

  it('random bytes, and frames with one byte changed: an error or frames, in bounded memory', () => {
    for (let round = 0; round < 3000; round++) {
      const bytes = round % 2 ? randomBytes(randomInt(200)) : Buffer.from(EVERYTHING);
      if (round % 2 === 0) bytes[randomInt(bytes.length)] = randomInt(256);
      const cut = randomInt(bytes.length + 1);
      try {
        decode([bytes.subarray(0, cut), bytes.subarray(cut)]);
      } catch (error) {
        expect((error as Error).message).toMatch(/^(a frame of|an output numbered)/);
      }
    }
  });
});
