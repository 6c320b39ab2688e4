import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { available, hasProgram, output } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { ElfFile } from '../../src/depmod/elf.ts';
import { kernelModule, SHAPES } from '../support/modules.ts';

describe('ElfFile', () => {
  it.each(SHAPES)('has sections and an end, in any class and byte order: %j', (shape) => {
    const bytes = kernelModule(['a=b', 'c=d'], shape);
    const elf = ElfFile.open(bytes)!;
    expect(elf.section('.modinfo')?.toString()).toBe('a=b\0c=d\0');
    expect(elf.section('.shstrtab')?.toString()).toBe('\0.modinfo\0.shstrtab\0');
    // The first of all section tables.
    expect(elf.section('')?.length).toBe(0);
    for (const other of ['.mod', '.modinfo2', 'modinfo', '.text']) {
      expect(elf.section(other)).toBeUndefined();
    }
    expect(elf.length).toBe(bytes.length);
    const longer = Buffer.concat([bytes, Buffer.from('signature')]);
    expect(ElfFile.open(longer)!.length).toBe(bytes.length);
  });

  it('is what begins as one does, and is long enough to tell', () => {
    const bytes = kernelModule([]);
    expect(ElfFile.open(bytes.subarray(0, 64))).toBeDefined();
    expect(ElfFile.open(bytes.subarray(0, 63))).toBeUndefined();
    expect(ElfFile.open(Buffer.alloc(0))).toBeUndefined();
    for (const at of [0, 1, 2, 3]) {
      const other = Buffer.from(bytes);
      other[at] = 0x20;
      expect(ElfFile.open(other)).toBeUndefined();
    }
  });

  it.runIf(available('what a compiler makes: there is no gcc', hasProgram('gcc')))(
    'of a compiler has the sections that it was told to make',
    () => {
      const directory = scratchDirectory({
        'm.c': `const char text[] __attribute__((section(".modinfo"))) = "depends=x"; int f(void) { return 1; }`,
      });
      output('gcc', ['-c', '-o', 'm.o', 'm.c'], { cwd: directory });
      const bytes = readFileSync(join(directory, 'm.o'));
      const elf = ElfFile.open(bytes)!;
      expect(elf.section('.modinfo')?.toString()).toBe('depends=x\0');
      expect(elf.section('.text')?.length).toBeGreaterThan(0);
      expect(elf.length).toBe(bytes.length);
    },
  );
});
