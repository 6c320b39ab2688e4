import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { processorOf } from '../../src/template/processor.ts';

const TEXT = [
  'processor\t: 0',
  'vendor_id\t: GenuineIntel',
  'model name\t: Some CPU @ 2.00GHz',
  'microcode\t: 0x1',
  'cpu MHz\t\t: 2000.012',
  'flags\t\t: fpu vme avx2',
  '',
].join('\n');

it('is model, microcode and flags, without what changes all the time', () => {
  const file = join(scratchDirectory(), 'cpuinfo');
  const of = (text: string) => {
    writeFileSync(file, text);
    return processorOf(file);
  };
  const before = of(TEXT);
  expect(before).toContain('avx2');
  expect(of(TEXT.replace('2000.012', '1800.5'))).toBe(before);
  expect(of(TEXT.replace(' avx2', ''))).not.toBe(before);
  expect(of(TEXT.replace('0x1', '0x2'))).not.toBe(before);
});

it('is there on this machine', () => {
  expect(processorOf()).not.toBe('');
});
