import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { moveUp } from '../../src/output/move-up.ts';
import { ownerTag } from '../../src/output/owner-tag.ts';
import { ask, compiled } from '../support/child.ts';
import { isRoot } from '../support/programs.ts';

describe('moveUp', () => {
  it('replaces everything: files by directories, directories by files, and takes the rest away', () => {
    const root = scratchDirectory({
      'to/same': 'old',
      'to/file': 'old',
      'to/dir/x': 'old',
      'to/gone': '',
      'to/gone2/x': '',
      'to/.hidden': '',
      'to/from/same': 'new',
      'to/from/file/x': 'new',
      'to/from/dir': 'new',
      'to/from/more': 'new',
    });
    moveUp(`${root}/to/from`, `${root}/to`);
    expect(readdirSync(`${root}/to`).sort()).toEqual(['dir', 'file', 'more', 'same']);
    for (const name of ['same', 'file/x', 'dir', 'more']) {
      expect(readFileSync(`${root}/to/${name}`, 'utf8')).toBe('new');
    }
  });

  it('keeps what has no successor, if that is asked for', () => {
    const root = scratchDirectory({ 'from/x': 'new', 'to/x': 'old', 'to/y': '', 'to/d/z': '' });
    moveUp(`${root}/from`, `${root}/to`, true);
    expect(readdirSync(`${root}/to`).sort()).toEqual(['d', 'x', 'y']);
    expect(readFileSync(`${root}/to/x`, 'utf8')).toBe('new');
  });

  it('from beside', () => {
    const root = scratchDirectory({ 'from/x': 'new', 'to/x': 'old', 'to/y': '' });
    moveUp(`${root}/from`, `${root}/to`);
    expect([readdirSync(root), readdirSync(`${root}/to`)]).toEqual([['to'], ['x']]);
  });

  it('leaves another build alone that goes on in there', () => {
    const tag = `.${ownerTag()}`;
    const root = scratchDirectory({ 'to/from/x': '', [`to/${tag}/y`]: '' });
    moveUp(`${root}/to/from`, `${root}/to`);
    expect(existsSync(`${root}/to/${tag}/y`)).toBe(true);
  });

  it('an ordinary user: directories that may not be written to keep their mode', async () => {
    const root = scratchDirectory();
    chmodSync(root, isRoot ? 0o777 : 0o700);
    const code = `
      import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
      import { moveUp } from '@core/output/move-up.js';
      const to = process.argv[1] + '/to';
      for (const name of ['/d', '/.new/d']) {
        mkdirSync(to + name, { recursive: true });
        writeFileSync(to + name + '/x', '');
        chmodSync(to + name, 0o555);
      }
      moveUp(to + '/.new', to);
      console.log('[]');`;
    await ask(compiled(), code, { nobody: true, args: [root] });
    expect(statSync(`${root}/to/d`).mode & 0o7777).toBe(0o555);
    expect(readdirSync(`${root}/to/d`)).toEqual(['x']);
  });
});
