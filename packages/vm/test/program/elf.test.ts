import { readFileSync, realpathSync } from 'node:fs';
import { succeed } from '@supermin/test-support/programs';
import { describe, expect, it } from 'vitest';
import { type ElfNeeds, readElf } from '../../src/program/elf.ts';

function read(bytes: Buffer): ElfNeeds | undefined {
  return readElf((offset, length) => bytes.subarray(offset, offset + length));
}

/** What readelf(1) of binutils says. */
async function judged(path: string) {
  const { stdout } = await succeed('readelf', ['--wide', '-l', '-d', path]);
  return {
    interpreter: /program interpreter: (.*)\]/.exec(stdout)?.[1],
    needed: [...stdout.matchAll(/\(NEEDED\).*\[(.*)\]/g)].map(([, name]) => name),
    runpath: (/\((?:RUNPATH|RPATH)\).*\[(.*)\]/.exec(stdout)?.[1] ?? '').split(':').filter(Boolean),
  };
}

describe('what an ELF file needs', () => {
  it.each([process.execPath, '/bin/sh', '/usr/bin/env'])('%s', async (path) => {
    const found = read(readFileSync(realpathSync(path)));
    expect(found).toMatchObject(await judged(path));
    expect(found?.needed).toContainEqual(expect.stringMatching(/^libc\./));
  });

  it('a file cut short anywhere is no endless work', () => {
    const whole = readFileSync(realpathSync('/bin/sh'));
    for (let length = 0; length < 4096; length += 13) read(whole.subarray(0, length));
  });

  it('damage is not believed', () => {
    const whole = readFileSync(realpathSync('/bin/sh'));
    for (let seed = 1; seed < 2000; seed++) {
      const bytes = Buffer.from(whole.subarray(0, 8192));
      for (let at = 0; at < 8; at++)
        bytes[(seed * 7919 + at * 104729) % 1024] = (seed * 31 + at) & 255;
      read(bytes);
    }
  });

  it('what is none needs nothing', () => {
    expect(read(Buffer.from('#!/bin/sh\n'))).toBeUndefined();
    expect(read(Buffer.alloc(0))).toBeUndefined();
  });
});
