import { chmodSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { copyOwnership } from '../../src/modules/copy-ownership.ts';
import { FakeRoot } from '../kernel/fixture.ts';

const MODULES = '/lib/modules/6.1';

/** Times and modes of a copy with one file more than the original has. */
function copied(root: FakeRoot) {
  const copy = scratchDirectory({ 'kernel/a.ko': '', 'modules.order': '' });
  for (const name of ['.', 'kernel', 'kernel/a.ko']) chmodSync(join(copy, name), 0o700);
  chmodSync(join(copy, 'modules.order'), 0o666);
  copyOwnership(root.host, MODULES, copy);
  return ['.', 'kernel', 'kernel/a.ko', 'modules.order'].map((name) => {
    const { mode, mtimeMs } = statSync(join(copy, name));
    return [name, mode & 0o7777, mtimeMs / 1000];
  });
}

function sample(times: Record<string, number>): FakeRoot {
  const root = new FakeRoot().file(`${MODULES}/kernel/a.ko`);
  for (const name of Object.keys(times)) {
    if (name === 'modules.dep') root.file(`${MODULES}/${name}`);
  }
  for (const [name, time] of Object.entries(times)) {
    utimesSync(join(root.path, MODULES, name), time, time);
  }
  return root;
}

describe('a copy of a modules directory', () => {
  const times = { '.': 1000, kernel: 2000, 'kernel/a.ko': 3000 };

  it('has the times of the original, for what is new that of modules.dep, and modes of its own', () => {
    expect(copied(sample({ 'modules.dep': 4000, ...times }))).toEqual([
      ['.', 0o755, 1000],
      ['kernel', 0o755, 2000],
      ['kernel/a.ko', 0o644, 3000],
      ['modules.order', 0o644, 4000],
    ]);
  });

  it('has files whose names are bytes, and no UTF-8', () => {
    const root = sample({ 'modules.dep': 4000, ...times });
    const copy = scratchDirectory();
    const name = Buffer.from('caf\xe9.ko', 'latin1');
    for (const directory of [join(root.path, MODULES), copy]) {
      const path = Buffer.concat([Buffer.from(`${directory}/`), name]);
      writeFileSync(path, '');
      utimesSync(path, 5000, directory === copy ? 6000 : 5000);
    }
    copyOwnership(root.host, MODULES, copy);
    const { mtimeMs } = statSync(Buffer.concat([Buffer.from(`${copy}/`), name]));
    expect(mtimeMs).toBe(5_000_000);
  });

  it('has no time for what is new where there is no modules.dep', () => {
    expect(copied(sample(times)).at(-1)).toEqual(['modules.order', 0o644, 0]);
  });
});
