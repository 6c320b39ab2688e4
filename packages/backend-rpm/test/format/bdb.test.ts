import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeBdb } from '@supermin/test-support/rpm';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { bdbBlobs } from '../../src/format/bdb.ts';
import { RandomAccessFile } from '../../src/format/random-access-file.ts';
import { digests } from '../fixtures/digests.ts';
import { hasProgram, run } from '../fixtures/rpm-tools.ts';

const scratch = scratchDirectory();
const path = join(scratch, 'Packages');
const PAGE = 4096;

/** More than one hash page, values of less than one overflow page and of several. */
const BLOBS = Array.from({ length: 250 }, (_, number) => Buffer.alloc(1 + number * 100, number));

function read(bytes: Buffer): string[] {
  writeFileSync(path, bytes);
  return readFile(path);
}

function readFile(name: string): string[] {
  const file = new RandomAccessFile(name);
  const blobs = digests([...bdbBlobs(file)].map(({ bytes }) => Buffer.from(bytes)));
  file.close();
  return blobs;
}

describe('bdbBlobs', () => {
  it.each(['LE', 'BE'] as const)('reads a %s database', (endian) => {
    expect(read(encodeBdb(BLOBS, endian))).toEqual(digests(BLOBS));
  });

  it('reads an empty database', () => {
    expect(read(encodeBdb([]))).toEqual([]);
  });

  it.runIf(hasProgram('db5.3_load'))('reads what Berkeley DB itself has written', () => {
    const hex = (number: number) => ` ${number.toString(16).padStart(2, '0')}000000\n`;
    const pairs = BLOBS.map((blob, number) => `${hex(number + 1)} ${blob.toString('hex')}\n`);
    const head = 'VERSION=3\nformat=bytevalue\ntype=hash\ndb_pagesize=4096\nHEADER=END\n';
    const name = join(scratch, 'loaded');
    run('db5.3_load', [name], `${head}${hex(0)}${hex(250)}${pairs.join('')}DATA=END\n`);
    expect(readFile(name).sort()).toEqual(digests(BLOBS).sort());
  });

  it.runIf(hasProgram('db5.3_dump'))('is tested with what Berkeley DB can read', () => {
    writeFileSync(path, encodeBdb(BLOBS));
    const { stdout, status } = spawnSync('db5.3_dump', [path], { maxBuffer: 2 ** 30 });
    expect(status).toBe(0);
    const last = BLOBS.at(-1)!.toString('hex');
    expect(stdout.toString().split('\n').includes(` ${last}`)).toBe(true);
  });

  it('notices a lost page of packages', () => {
    const bytes = encodeBdb(BLOBS);
    bytes[2 * PAGE + 25] = 0;
    expect(() => read(bytes)).toThrow(/Packages: offset 88: it counts 250 packages and holds/);
  });

  it('notices a chain of overflow pages that comes back', () => {
    const bytes = encodeBdb([Buffer.alloc(3 * PAGE)]);
    bytes.writeUInt32LE(2, 3 * PAGE + 16);
    expect(() => read(bytes)).toThrow(/page 2 is not there, or is used twice/);
  });

  it.each([6, 11])('leaves version %i of the format to rpm', (version) => {
    const bytes = encodeBdb([]);
    bytes.writeUInt32LE(version, 16);
    expect(() => read(bytes)).toThrow(expect.objectContaining({ code: 'RPM_UNSUPPORTED' }));
  });

  it('leaves encrypted and checksummed databases to rpm', () => {
    const bytes = encodeBdb([]);
    bytes[26] = 1;
    expect(() => read(bytes)).toThrow(expect.objectContaining({ code: 'RPM_UNSUPPORTED' }));
  });
});
