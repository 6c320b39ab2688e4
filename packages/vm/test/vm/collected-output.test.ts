import { expect, it } from 'vitest';
import { CollectedOutput } from '../../src/vm/collected-output.ts';

it('keeps text whose characters are cut apart by chunks', () => {
  const output = new CollectedOutput();
  const bytes = Buffer.from('dé\n');
  for (const byte of bytes) output.write(Buffer.from([byte]));
  expect(output.text).toBe('dé\n');
});
