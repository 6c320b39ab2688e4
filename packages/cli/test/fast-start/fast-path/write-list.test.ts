import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootId } from '@supermin/core';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { shellList, type Test } from '../../../src/fast-start/fast-path/tests.ts';
import { testsOf } from '../../../src/fast-start/fast-path/watch.ts';
import { writeList } from '../../../src/fast-start/fast-path/write-list.ts';

const directory = mkdtempSync(join(tmpdir(), 'supermin-fast-path-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const cache = join(directory, 'cache');
const lists = join(cache, 'fast-path1');
const watched = join(directory, 'watched');
const SCRIPT = readFileSync(new URL('../../../bin/supermin', import.meta.url), 'latin1');
const HELPERS = /^same\(\) [\s\S]*?(?=\n# Sets `call`)/m.exec(SCRIPT)![0];

/** True if sh finds that all tests of the list hold. */
function holds(name: string): boolean {
  const list = join(lists, bootId(), name);
  const script = `${HELPERS}\ncall=CALL list=$1\n. "$list/list"\nexit 9`;
  try {
    execFileSync('sh', ['-c', script, 'sh', list], { cwd: directory });
    return true;
  } catch (error) {
    expect((error as { status: number }).status).toBe(9);
    return false;
  }
}

function write(tests: readonly Test[], output = '/some/output'): void {
  writeList(cache, output, shellList('CALL', directory, tests));
}

beforeEach(() => {
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache, { mode: 0o700 });
  writeFileSync(watched, 'one');
});

describe('the list on disk', () => {
  it('holds as long as a file keeps its time, and no longer, forth or back', () => {
    for (const time of [1_700_000_000, 1_700_000_000.123456, 1.75e9 + 0.999999, 86_400]) {
      utimesSync(watched, time, time);
      write(testsOf([watched]));
      expect(holds('%%some%output')).toBe(true);
      for (const other of [time - 0.00002, time + 0.00002, time - 1, time + 1]) {
        utimesSync(watched, other, other);
        expect(holds('%%some%output')).toBe(false);
      }
    }
  });

  it('does not hold when a file goes, or one comes that was not there', () => {
    const absent = join(directory, 'absent');
    write(testsOf([watched, absent]));
    expect(holds('%%some%output')).toBe(true);
    symlinkSync('nowhere', absent);
    expect(holds('%%some%output')).toBe(false);
    rmSync(absent);
    rmSync(watched);
    expect(holds('%%some%output')).toBe(false);
  });

  it('holds until a time, and no longer', () => {
    const now = Date.now() / 1000;
    write([{ kind: 'until', time: now + 30 }]);
    expect(holds('%%some%output')).toBe(true);
    write([{ kind: 'until', time: now - 1 }]);
    expect(holds('%%some%output')).toBe(false);
  });

  it('does not hold when an output is empty, or a name leads elsewhere', () => {
    const link = join(directory, 'link');
    symlinkSync('watched', link);
    write([
      { kind: 'full', path: watched },
      { kind: 'alias', path: 'link', of: watched },
    ]);
    expect(holds('%%some%output')).toBe(true);
    writeFileSync(watched, '');
    expect(holds('%%some%output')).toBe(false);
    writeFileSync(watched, 'two');
    rmSync(link);
    expect(holds('%%some%output')).toBe(false);
  });

  it('replaces the list that stood there, and clears away those of earlier boots', () => {
    mkdirSync(join(lists, 'an-earlier-boot'), { recursive: true });
    write([{ kind: 'missing', path: watched }]);
    expect(holds('%%some%output')).toBe(false);
    write(testsOf([watched]));
    expect(holds('%%some%output')).toBe(true);
    expect(readdirSync(lists)).toEqual([bootId()]);
    expect(readdirSync(join(lists, bootId(), '%%some%output')).sort()).toEqual([
      '0+',
      '0-',
      'list',
    ]);
  });

  it('is not written for a path that is too long for a file name', () => {
    write(testsOf([watched]), `/${'x'.repeat(250)}`);
    expect(readdirSync(cache)).toEqual([]);
  });

  it('takes output paths that are not UTF-8', () => {
    write(testsOf([watched]), '/caf\xe9');
    const names = readdirSync(join(lists, bootId()), { encoding: 'latin1' });
    expect(names).toEqual(['%%caf\xe9']);
  });
});
