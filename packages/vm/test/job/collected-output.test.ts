import { expect, it } from 'vitest';
import { collectOutputs } from '../../src/job/collected-output.ts';

it('keeps text whose characters are cut apart by chunks', () => {
  const { stdout } = collectOutputs();
  const bytes = Buffer.from('dé\n');
  for (const byte of bytes) stdout.write(Buffer.from([byte]));
  expect(stdout.text).toBe('dé\n');
});

it('keeps no more than the limit, and tells it', () => {
  const { stdout, stderr, signal } = collectOutputs(10);
  stdout.write('0123456789');
  stderr.write('0123456789');
  expect(signal.aborted).toBe(false);
  for (let count = 0; count < 100; count++) stdout.write('more');
  expect(signal.reason).toMatchObject({ code: 'LIMIT_EXCEEDED', exitStatus: 125 });
  expect(stdout.text).toBe('0123456789');
});
