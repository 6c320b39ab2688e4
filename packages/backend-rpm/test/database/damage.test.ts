import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORNER_SET, encodeHeader, FORMATS, type Format } from '@supermin/test-support/rpm';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { cutShort, flipBytes } from '../fixtures/damage.ts';
import { SHARED_DATA } from '../fixtures/shared-data.ts';

const FLIPS = 1000;
/** Real databases are larger, and each round reads all of one. */
const FLIPS_OF_REAL_ONES = 100;

describe.each(Object.keys(FORMATS) as Format[])('a damaged %s database', (format) => {
  const path = join(scratchDirectory(), FORMATS[format].file);
  const bytes = FORMATS[format].encode(CORNER_SET.map(encodeHeader));

  it('is an error that names the file when it is cut off', async () => {
    expect(new Set(await cutShort(path, bytes))).toEqual(new Set(['error']));
  });

  it(`is an error or read right with any of ${FLIPS} bytes changed, in bounded memory`, async () => {
    const outcomes = await flipBytes(path, bytes, FLIPS);
    expect(Object.keys(outcomes).sort()).toEqual(['error', 'right']);
    expect(process.resourceUsage().maxRSS).toBeLessThan(300 * 1024);
  });
});

const REAL: readonly string[] = [
  'cbl-mariner-2.0/rpmdb.sqlite',
  'rpm-tests-sqlite/rpmdb.sqlite',
  'sle15-bci/Packages.db',
  'libuuid-bdb/Packages',
];

describe.runIf(existsSync(SHARED_DATA))('damaged databases of distributions', () => {
  const scratch = scratchDirectory();

  it.each(REAL)('%s', async (name) => {
    const bytes = readFileSync(join(SHARED_DATA, name));
    const path = join(scratch, name.replace('/', '-'));
    expect(new Set(await cutShort(path, bytes))).toEqual(new Set(['error']));
    const outcomes = await flipBytes(path, bytes, FLIPS_OF_REAL_ONES);
    expect(Object.keys(outcomes).filter((key) => key !== 'error' && key !== 'right')).toEqual([]);
    expect(process.resourceUsage().maxRSS).toBeLessThan(300 * 1024);
  });
});
