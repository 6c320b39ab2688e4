import { chmodSync, lchownSync, mkdirSync, readdirSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { ownerTag } from '../../src/output/owner-tag.ts';
import { sweep } from '../../src/output/sweep.ts';
import { available, isRoot } from '../support/programs.ts';

/** The tag of a process that had our number before us. */
function deadTag(): string {
  const parts = ownerTag().split('-');
  parts[4] = '1';
  return parts.join('-');
}

describe('sweep', () => {
  it('clears what is dead under its prefix, and nothing else', () => {
    const [dead, other, alive] = [deadTag(), deadTag(), ownerTag()];
    const root = scratchDirectory({
      [`out.${dead}/x/y`]: '',
      [`out.${alive}/x`]: '',
      [`abc.${other}/x`]: '',
      [`${other}/x`]: '',
      'out/x': '',
      'out.supermin-of-mine/x': '',
      'supermin-5': '',
    });
    chmodSync(`${root}/out.${dead}/x`, 0o555);
    sweep(root, 'out.');
    expect(readdirSync(root).sort()).toEqual(
      [`out.${alive}`, `abc.${other}`, other, 'out', 'out.supermin-of-mine', 'supermin-5'].sort(),
    );
    sweep(root);
    expect(readdirSync(root)).not.toContain(other);
    expect(readdirSync(root)).toContain('supermin-5');
  });

  it('a directory that is not there, or may not be read', () => {
    expect(() => sweep('/nowhere')).not.toThrow();
  });

  it.runIf(available('what another user left: only root can make that', isRoot))(
    'leaves alone what another user left',
    () => {
      const root = scratchDirectory();
      const name = `out.${deadTag()}`;
      mkdirSync(`${root}/${name}`);
      lchownSync(`${root}/${name}`, 65534, 65534);
      sweep(root, 'out.');
      expect(readdirSync(root)).toEqual([name]);
    },
  );
});
