import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { archive, type Member } from '@supermin/test-support/archive';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { readTar } from '../../../src/archive/read-tar.ts';
import { run } from '../../support/programs.ts';

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

async function read(bytes: Buffer) {
  for await (const { size, dataRanges, content } of readTar(once(bytes))) {
    const parts: Uint8Array[] = [];
    for await (const part of content) parts.push(part);
    return { size, ranges: [...(dataRanges ?? [])], bytes: Buffer.concat(parts).toString() };
  }
  return undefined;
}

const octal = (value: number) => `${value.toString(8).padStart(11, '0')}\0`;
/** All ranges but the last are whole blocks, as in all that star and GNU tar write. */
const NUMBERS = [1_048_576, 512, 2_097_152, 3];
const HELLO = 'hello'.padEnd(512, '.');

/** A header as star writes it, with the map in it or, behind a name that needs the prefix, in a block of its own. */
function starArchive(where: 'header' | 'block'): Buffer {
  const block = archive([{ name: 'holes', type: 'S', fields: { size: octal(515) } }]).subarray(
    0,
    512,
  );
  const map = Buffer.alloc(512);
  const target = where === 'header' ? block.subarray(356) : map;
  target.write(NUMBERS.map(octal).join(''), 'latin1');
  if (where === 'block') block.write('usr', 345, 'latin1');
  block.write(octal(2_097_155), 452, 'latin1');
  for (const at of [476, 488]) block.write(`${octal(1).slice(0, 11)} `, at, 'latin1');
  block.write('tar\0', 508, 'latin1');
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  const data = Buffer.alloc(1024);
  data.write(`${HELLO}end`);
  return Buffer.concat([block, ...(where === 'block' ? [map] : []), data, Buffer.alloc(1024)]);
}

describe("star's sparse files are what GNU tar reads", () => {
  it.each(['header', 'block'] as const)('with the map in a %s', async (where) => {
    const directory = scratchDirectory();
    writeFileSync(`${directory}/star.tar`, starArchive(where));
    run('tar', ['-C', directory, '-xf', `${directory}/star.tar`]);
    const file = `${directory}/${where === 'block' ? 'usr/' : ''}holes`;
    const found = await read(starArchive(where));
    expect(found).toEqual({
      size: statSync(file).size,
      ranges: [1_048_576, 1_049_088, 2_097_152, 2_097_155],
      bytes: `${HELLO}end`,
    });
    const bytes = readFileSync(file);
    expect(bytes.toString('latin1', 1_048_576, 1_049_088)).toBe(HELLO);
    expect(bytes.toString('latin1', 2_097_152, 2_097_155)).toBe('end');
  });
});

function pax(records: Record<string, string>, content = ''): Member {
  return { name: 'x', content, pax: records };
}
const V1 = { 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0' };

describe('a map that makes no sense is damage', () => {
  it.each<[string, Member]>([
    ['no size', pax({ 'GNU.sparse.map': '0,1' }, 'x')],
    ['an odd number', pax({ 'GNU.sparse.size': '9', 'GNU.sparse.map': '0,1,2' }, 'x')],
    ['ranges that overlap', pax({ 'GNU.sparse.size': '9', 'GNU.sparse.map': '0,2,1,2' }, 'four')],
    ['a range behind the end', pax({ 'GNU.sparse.size': '9', 'GNU.sparse.map': '8,2' }, 'xx')],
    ['more data than ranges', pax({ 'GNU.sparse.size': '9', 'GNU.sparse.map': '0,2' }, 'three')],
    ['less data than ranges', pax({ 'GNU.sparse.size': '9', 'GNU.sparse.map': '0,5' }, 'x')],
    ['a negative number', pax({ 'GNU.sparse.size': '9', 'GNU.sparse.map': '-1,1' }, 'x')],
    ['a count that is a word', pax({ ...V1, 'GNU.sparse.realsize': '9' }, 'many\n')],
    ['an endless count', pax({ ...V1, 'GNU.sparse.realsize': '9' }, '999999999999\n')],
    ['a map that is longer than the file', pax({ ...V1, 'GNU.sparse.realsize': '9' }, '3\n0\n')],
    ['no real size', pax(V1, `0\n${'\0'.repeat(510)}`)],
    ['a size of 2^60', pax({ 'GNU.sparse.size': '1152921504606846976', 'GNU.sparse.map': '0,0' })],
    ['an old header without a map', { name: 'x', type: 'S', content: 'x' }],
  ])('%s', async (_, member) => {
    await expect(read(archive([member]))).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED' });
  });

  it.each([
    ['GNU.sparse 2.0', { 'GNU.sparse.major': '2', 'GNU.sparse.minor': '0' }],
    ['SUN.holesdata', { 'SUN.holesdata': ' 0 1 ' }],
  ])('a format that is not known says so: %s', async (what, records) => {
    await expect(read(archive([pax(records)]))).rejects.toMatchObject({
      code: 'ARCHIVE_MEMBER',
      message: expect.stringContaining(what),
    });
  });
});
