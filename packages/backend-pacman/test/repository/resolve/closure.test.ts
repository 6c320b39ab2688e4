import { describe, expect, it } from 'vitest';
import type { IndexEntry } from '../../../src/repository/index/index-entry.ts';
import { Closure } from '../../../src/repository/resolve/closure.ts';
import { Pool } from '../../../src/repository/resolve/pool.ts';

function entry(name: string, depends: readonly string[]): IndexEntry {
  return {
    ...{ name, version: '1-1', arch: 'any', filename: name, size: '1', sha256: '' },
    ...{ signature: '', depends, provides: [], conflicts: [], groups: [] },
  };
}

class CountingPool extends Pool {
  asked = 0;

  override named(name: string) {
    this.asked++;
    return super.named(name);
  }
}

describe('Closure', () => {
  it('looks at each package once, also where something is missing', () => {
    const levels = 14;
    const names = (level: number) => ['a', 'b'].map((letter) => `${letter}${level}`);
    const entries = Array.from({ length: levels }, (_, level) =>
      names(level).map((name) => entry(name, level + 1 < levels ? names(level + 1) : ['glibc'])),
    ).flat();
    const pool = new CountingPool([entries], { packages: [], groups: [] });
    const { problems } = new Closure(pool, pool.named('a0'), () => {});
    expect([...problems]).toEqual([
      `a${levels - 1} 1-1 needs glibc, which cannot be had`,
      `b${levels - 1} 1-1 needs glibc, which cannot be had`,
    ]);
    expect(pool.asked).toBeLessThan(4 * entries.length);
  });
});
