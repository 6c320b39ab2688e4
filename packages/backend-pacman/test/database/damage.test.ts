import { cpSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CORNER_SET, makeRoot } from '@supermin/test-support/pacman';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { flipBytes, unseenCuts } from '../fixtures/damage.ts';
import { HAS_SHARED_ROOT, SHARED_ROOT } from '../fixtures/shared-data.ts';

const FLIPS = 1000;
/** A real database is larger, and each round reads all of it. */
const FLIPS_OF_A_REAL_ONE = 50;

/** The files of a database that have anything in them. */
function filesOf(database: string, names: readonly string[]): string[] {
  return readdirSync(database)
    .filter((entry) => names.some((name) => entry.startsWith(`${name}-`)))
    .flatMap((entry) => ['desc', 'files'].map((file) => join(database, entry, file)))
    .filter((path) => statSync(path).size > 0);
}

describe('a damaged database', () => {
  const root = scratchDirectory();
  const names = CORNER_SET.map(({ name }) => name);
  const damaged = { root, names, files: filesOf(makeRoot(root), names) };

  it('is an error that names the file when a list of files is cut off', async () => {
    const files = damaged.files.filter((path) => path.endsWith('/files'));
    const unseen = await unseenCuts({ ...damaged, files });
    // A package without files has an empty list of them.
    expect(unseen.filter((each) => !each.endsWith('/files: 0: answer'))).toEqual([]);
  });

  it(`is an error or an answer with any of ${FLIPS} bytes changed, in bounded memory`, async () => {
    const outcomes = await flipBytes(damaged, FLIPS);
    expect(Object.keys(outcomes).sort()).toEqual(['answer', 'error']);
    expect(process.memoryUsage().rss).toBeLessThan(300 * 2 ** 20);
  });
});

it.runIf(HAS_SHARED_ROOT)('the damaged database of a distribution', async () => {
  const root = scratchDirectory();
  cpSync(SHARED_ROOT, root, { recursive: true });
  const names = ['bash', 'coreutils', 'filesystem', 'gcc', 'glibc'];
  const database = join(root, 'var/lib/pacman/local');
  const damaged = { root, names, files: filesOf(database, names) };
  const outcomes = await flipBytes(damaged, FLIPS_OF_A_REAL_ONE);
  expect(Object.keys(outcomes).filter((key) => key !== 'error' && key !== 'answer')).toEqual([]);
});
