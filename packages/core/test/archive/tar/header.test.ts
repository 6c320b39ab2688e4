import { archive } from '@supermin/test-support/archive';
import { describe, expect, it } from 'vitest';
import { isHeader, numberAt } from '../../../src/archive/tar/header.ts';

const FIELD = { start: 0, end: 12 };

function header(name: string): Buffer {
  return archive([{ name }]).subarray(0, 512);
}

describe('numberAt', () => {
  it.each<[string, string, number]>([
    ['octal', '00000000017\0', 15],
    ['octal that ends with a blank', '0000000017 \0', 15],
    ['octal behind blanks', '      17\0\0\0\0', 15],
    ['octal that fills the field', '777777777777', 2 ** 36 - 1],
    ['nothing', '\0'.repeat(12), 0],
    ['blanks', ' '.repeat(12), 0],
    ['binary', `\x80${'\0'.repeat(6)}\x01\0\0\0\0`, 2 ** 32],
    ['binary -1', '\xff'.repeat(12), -1],
    ['binary -50', `${'\xff'.repeat(11)}\xce`, -50],
    ['a decimal digit', '00000000019\0', Number.NaN],
    ['a word', 'nonsense\0\0\0\0', Number.NaN],
  ])('%s', (_, text, value) => {
    expect(numberAt(Buffer.from(text, 'latin1'), FIELD)).toBe(value);
  });
});

describe('isHeader', () => {
  it('takes the sum as POSIX has it', () => {
    expect(isHeader(header('name'))).toBe(true);
  });

  it('takes the sum that old tars made of signed characters', () => {
    const block = header('caf\xe9');
    const sum = Number.parseInt(block.toString('latin1', 148, 154), 8);
    block.write((sum - 256).toString(8).padStart(6, '0'), 148, 'latin1');
    expect(isHeader(block)).toBe(true);
  });

  it('takes nothing else', () => {
    const block = header('name');
    block[0]! ^= 1;
    expect(isHeader(block)).toBe(false);
  });
});
