import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encodeFrame, INPUT_WINDOW, numbers } from '../../src/session/protocol.ts';
import { type ClientFrame, ClientFrames } from '../../src/supervisor/client-frames.ts';

function taken(chunks: readonly Buffer[]): ClientFrame[] {
  const frames: ClientFrame[] = [];
  const decoder = new ClientFrames((frame) => frames.push(frame));
  for (const chunk of chunks) decoder.push(chunk);
  return frames;
}

const ALL = Buffer.concat([
  encodeFrame('start', 1, Buffer.from('fields')),
  encodeFrame('input', 1, Buffer.alloc(INPUT_WINDOW, 'x')),
  encodeFrame('inputEnd', 1),
  encodeFrame('taken', 1, numbers(1, 5)),
  encodeFrame('outputClose', 1, numbers(2)),
  encodeFrame('signal', 1, numbers(15)),
  encodeFrame('resize', 1, numbers(24, 80)),
  encodeFrame('stop', 0, numbers(10_000)),
]);
const whole = (frames: readonly ClientFrame[]) => Buffer.concat(frames.map((each) => each.payload));
const KINDS = 'start input inputEnd taken outputClose signal resize stop'.split(' ');

describe('ClientFrames', () => {
  it('knows all frames of a client', () => {
    const frames = taken([ALL]);
    expect(frames.map(({ kind }) => kind)).toEqual(KINDS);
    expect(frames[0]).toMatchObject({ job: 1, payload: Buffer.from('fields') });
    expect(frames[1]!.payload).toHaveLength(INPUT_WINDOW);
  });

  it('however they are cut', () => {
    for (let round = 0; round < 50; round++) {
      const chunks: Buffer[] = [];
      for (let at = 0; at < ALL.length; ) {
        const end = at + randomInt(1, round % 2 ? 50_000 : 30);
        chunks.push(ALL.subarray(at, end));
        at = end;
      }
      const frames = taken(chunks);
      expect(frames.map(({ kind }) => kind)).toEqual(KINDS);
      expect(whole(frames).equals(whole(taken([ALL])))).toBe(true);
    }
  });

  it.each([
    ['a kind that there is not', numbers(99, 4, 1)],
    ["SETUP, which is the supervisor's", numbers(1, 4, 0)],
    ['a length without the job', numbers(4, 3, 1)],
    ['a START that is too long', numbers(2, 2 ** 24 + 1, 1)],
    ['an INPUT that is too long', numbers(3, INPUT_WINDOW + 5, 1)],
    ['a SIGNAL without a number', numbers(7, 4, 1)],
    ['a TAKEN of one number', numbers(5, 8, 1)],
  ])('%s is no frame', (_, bytes) => {
    expect(() => taken([bytes])).toThrow(/a frame of kind/);
  });
});
