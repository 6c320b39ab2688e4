import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { JobInput } from '../../src/session/job-input.ts';
import { INPUT_WINDOW } from '../../src/session/protocol.ts';

function jobInput() {
  const seen = { sent: 0, ends: 0 };
  const input = new JobInput({
    send(bytes) {
      seen.sent += bytes.length;
    },
    end: () => void seen.ends++,
  });
  return { input, seen };
}

it('sends a window, and more when some of it has been taken; the end comes last', async () => {
  const { input, seen } = jobInput();
  input.write(Buffer.alloc(INPUT_WINDOW));
  input.end(Buffer.alloc(100));
  await setImmediate();
  expect(seen).toEqual({ sent: INPUT_WINDOW, ends: 0 });
  input.taken(99);
  await setImmediate();
  expect(seen).toEqual({ sent: INPUT_WINDOW + 99, ends: 0 });
  input.taken(INPUT_WINDOW);
  await once(input, 'finish');
  expect(seen).toEqual({ sent: INPUT_WINDOW + 100, ends: 1 });
});

it('what was not sent cannot have been taken', () => {
  const { input } = jobInput();
  input.write(Buffer.alloc(10));
  expect(() => input.taken(11)).toThrow('more input taken than was sent');
});

it('drops what is written to a job that reads no more, without an error', async () => {
  const { input, seen } = jobInput();
  input.write(Buffer.alloc(2 * INPUT_WINDOW));
  input.readerGone();
  input.write('more');
  await once(input, 'close');
  await setImmediate();
  expect(seen.sent).toBe(INPUT_WINDOW);
});
