import { readFileSync, realpathSync } from 'node:fs';
import { succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { type ElfNeeds, readElf } from '../../src/program/elf.ts';
import { DT, type Header, type MadeElf, makeElf, PT } from './made-elf.ts';

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
    expect(read(Buffer.alloc(64))).toBeUndefined();
  });
});

const ORDERS: [32 | 64, boolean][] = [
  ...([
    [32, true],
    [32, false],
    [64, true],
    [64, false],
  ] as [32 | 64, boolean][]),
];

/** What is read of a file that is made so, for x86_64 where nothing else is said. */
const made = (how: Partial<MadeElf>) => read(makeElf({ bits: 64, little: true, ...how }));

describe('what an ELF file of any kind needs', () => {
  it.each(ORDERS)('%i bits, little endian: %s', async (bits, little) => {
    const dynamic = [
      [DT.NEEDED, 'libc.so.6'],
      [DT.RUNPATH, '$ORIGIN/lib:/opt/lib'],
      [DT.NEEDED, 'libm.so'],
      [DT.NULL, 0],
    ] as const;
    const bytes = makeElf({ bits, little, machine: 20, interpreter: '/lib/ld.so', dynamic });
    expect(read(bytes)).toEqual({
      ...{ kind: `0${bits / 32}0${little ? 1 : 2}`, machine: 20, interpreter: '/lib/ld.so' },
      ...{ needed: ['libc.so.6', 'libm.so'], runpath: ['$ORIGIN/lib', '/opt/lib'] },
    });
    const file = `${scratchDirectory({ file: bytes })}/file`;
    expect(read(bytes)).toMatchObject(await judged(file));
  });

  it.each(ORDERS)(
    'nothing, of one without segments: %i bits, little endian: %s',
    (bits, little) => {
      const nothing = { needed: [], runpath: [], interpreter: undefined };
      expect(made({ bits, little })).toMatchObject(nothing);
    },
  );

  it('the loader alone, of one that is linked statically', () => {
    expect(made({ interpreter: '/lib/ld.so' })).toEqual({
      ...{ kind: '0201', machine: 62, interpreter: '/lib/ld.so', needed: [], runpath: [] },
    });
  });

  it.each<[string, [number, string][], string[]]>([
    ['DT_RPATH, as long as there is no other', [[DT.RPATH, '/r']], ['/r']],
    [
      'DT_RUNPATH, which is more than DT_RPATH',
      [
        [DT.RPATH, '/r'],
        [DT.RUNPATH, '/run'],
      ],
      ['/run'],
    ],
    ['only what is not empty of it', [[DT.RUNPATH, ':/a::/b:']], ['/a', '/b']],
    ['none', [[DT.NEEDED, 'x']], []],
  ])('directories: %s', (_, dynamic, runpath) => {
    expect(made({ dynamic })?.runpath).toEqual(runpath);
  });

  it('by all entries, though none says that it is the last', () => {
    expect(made({ dynamic: [[DT.NEEDED, 'last']] })?.needed).toEqual(['last']);
    expect(made({ dynamic: [[DT.NEEDED, 'last']], surplus: 8 })?.needed).toEqual(['last']);
  });

  it.each<[string, MadeElf['first']]>([
    ['ends where they begin', ({ address }) => [load({ address: address - 8, size: 8 })]],
    ['begins behind them', ({ address }) => [load({ address: address + 1, size: 8 })]],
    ['is not loaded', ({ address }) => [load({ address, size: 8, type: PT.NOTE })]],
  ])('by the strings of the segment that has them, not one that %s', (_, first) => {
    expect(made({ first: first!, dynamic: [[DT.NEEDED, 'right']] })?.needed).toEqual(['right']);
  });

  it('nothing where no segment has the strings', () => {
    const dynamic = [[DT.NEEDED, 'lost']] as const;
    const bytes = makeElf({ bits: 64, little: true, dynamic });
    // The first program header is that of the strings.
    bytes.writeUInt32LE(PT.NOTE, 64);
    expect(read(bytes)).toMatchObject({ needed: [], runpath: [] });
  });

  it('texts as far as they go', () => {
    const bytes = makeElf({ bits: 64, little: true, dynamic: [[DT.NEEDED, 'library']] });
    expect(read(bytes.subarray(0, -3))?.needed).toEqual(['libra']);
    expect(
      made({
        dynamic: [
          [DT.NEEDED, 0],
          [DT.NEEDED, 'x'],
        ],
      })?.needed,
    ).toEqual(['', 'x']);
  });

  it('by no more program headers than programs have', () => {
    const many = (count: number) =>
      made({
        interpreter: '/lib/ld.so',
        first: () => Array.from({ length: count }, () => load({ address: 0, size: 0 })),
      });
    expect(many(255)?.interpreter).toBe('/lib/ld.so');
    expect(many(256)?.interpreter).toBeUndefined();
  });

  it('is not known of one whose header is cut short', () => {
    const small = makeElf({ bits: 32, little: true }).subarray(0, 52);
    expect(read(small)?.needed).toEqual([]);
    expect(read(small.subarray(0, 51))).toBeUndefined();
  });

  it('is not known where it cannot be read', () => {
    const failure = Object.assign(new Error('EIO'), { code: 'EIO' });
    const bytes = makeElf({ bits: 64, little: true, interpreter: '/lib/ld.so' });
    const readAt = (offset: number, length: number) => {
      if (offset > 0) throw failure;
      return bytes.subarray(offset, length);
    };
    expect(() => readElf(readAt)).toThrow(failure);
  });
});

/** The program header of a segment at the beginning of the file. */
function load(header: Omit<Header, 'type' | 'offset'> & { type?: number }): Header {
  return { type: PT.LOAD, offset: 0, ...header };
}
