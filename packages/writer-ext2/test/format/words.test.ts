import { expect, it } from 'vitest';
import { littleEndianDoubles, storeWords, wordsAt } from '../../src/format/words.ts';

it('words stand in a buffer with their lowest byte first', () => {
  const target = Buffer.alloc(16, 0xee);
  const words = wordsAt(target, 4, 2);
  words[0] = 0x12345678;
  words[1] = 0xff000001;
  storeWords(words);
  expect(target.toString('hex')).toBe('eeeeeeee' + '78563412' + '010000ff' + 'eeeeeeee');
});

it('where the machine has it the other way round, they are turned', () => {
  const target = Buffer.alloc(12);
  // As such a machine would have set it.
  target.writeUInt32BE(0x12345678, 4);
  storeWords(wordsAt(target, 4, 1), false);
  expect(target.toString('hex')).toBe('00000000' + '78563412' + '00000000');
});

it('doubles, too', () => {
  const bytes = littleEndianDoubles(Float64Array.of(1, -2));
  expect(bytes.toString('hex')).toBe('000000000000f03f' + '00000000000000c0');
  expect(littleEndianDoubles(Float64Array.of(1, -2), false).toString('hex')).toBe(
    '3ff0000000000000' + 'c000000000000000',
  );
});
