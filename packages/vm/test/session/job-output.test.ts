import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { JobOutput } from '../../src/session/job-output.ts';
import { OUTPUT_WINDOW } from '../../src/session/protocol.ts';

function jobOutput() {
  const seen = { taken: 0, closed: 0 };
  const output = new JobOutput({
    taken(count) {
      seen.taken += count;
    },
    closed: () => void seen.closed++,
  });
  return { output, seen };
}

const KIB = 1024;

it('a reader that stands still takes nothing after what is read ahead; one that goes on takes all', async () => {
  const { output, seen } = jobOutput();
  const part = Buffer.alloc(32 * KIB);
  for (let sent = 0; sent < OUTPUT_WINDOW; sent += part.length) output.receive(part);
  await setImmediate();
  expect(seen.taken).toBe(0);
  expect(() => output.receive(part)).toThrow('more output than its window');
  const { output: read, seen: told } = jobOutput();
  read.on('data', () => {});
  for (let sent = 0; sent < 64 * OUTPUT_WINDOW; sent += part.length) {
    read.receive(part);
    if (sent % OUTPUT_WINDOW === 0) await setImmediate();
  }
  expect(told.taken).toBeGreaterThan(63 * OUTPUT_WINDOW);
});

it('a reader that pauses and goes on opens the window again', async () => {
  const { output, seen } = jobOutput();
  const part = Buffer.alloc(32 * KIB);
  for (let sent = 0; sent < OUTPUT_WINDOW; sent += part.length) output.receive(part);
  output.resume();
  await setImmediate();
  expect(seen.taken).toBeGreaterThanOrEqual(OUTPUT_WINDOW / 2);
});

it('a reader that takes all at once opens it as well', async () => {
  const { output, seen } = jobOutput();
  output.once('readable', () => {});
  const part = Buffer.alloc(32 * KIB);
  for (let sent = 0; sent < OUTPUT_WINDOW; sent += part.length) output.receive(part);
  await setImmediate();
  expect(output.read()).toHaveLength(OUTPUT_WINDOW);
  await setImmediate();
  expect(seen.taken).toBe(OUTPUT_WINDOW);
});

it('ends once, and takes nothing behind its end', async () => {
  const { output, seen } = jobOutput();
  output.resume();
  output.end();
  await once(output, 'end');
  expect(() => output.end()).toThrow('second end');
  expect(() => output.receive(Buffer.from('x'))).toThrow('behind its end');
  expect(seen.closed).toBe(0);
});

it('one that is destroyed is closed, and takes all that still comes', () => {
  const { output, seen } = jobOutput();
  output.destroy();
  for (let sent = 0; sent < 4 * OUTPUT_WINDOW; sent += 32 * KIB) {
    output.receive(Buffer.alloc(32 * KIB));
  }
  expect(seen.closed).toBe(1);
  expect(seen.taken).toBeGreaterThan(3 * OUTPUT_WINDOW);
});
