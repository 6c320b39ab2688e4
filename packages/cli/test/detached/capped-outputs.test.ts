import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { cappedOutputs } from '../../src/detached/capped-outputs.ts';

const NOTE = '\nsupermin: the log is full: what follows is left out\n';

it('takes as much as the log may have, of both outputs together, and says once that there was more', async () => {
  const [one, other] = [new PassThrough(), new PassThrough()];
  const { stdout, stderr } = cappedOutputs(one, other, 10);
  for (const text of ['abcd', 'efgh']) await written(stdout, text);
  await written(stderr, '12345');
  await written(stderr, '6');
  await written(stdout, 'x'.repeat(100_000));
  one.end();
  other.end();
  expect(String(await buffer(one))).toBe('abcdefgh');
  expect(String(await buffer(other))).toBe(`12${NOTE}`);
});

function written(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve) => stream.write(text, () => resolve()));
}
