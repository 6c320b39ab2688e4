import { describe, expect, it } from 'vitest';
import { Targets } from '../../../src/repository/resolve/find-targets.ts';
import { poolOf } from '../fixtures/pool.ts';

const POOL = poolOf(
  [
    [
      { name: 'bash', version: '5.2-1', provides: ['sh'] },
      { name: 'make', groups: ['devel', 'devel'] },
      { name: 'hidden' },
    ],
    [
      { name: 'bash', version: '5.3-1' },
      { name: 'dash', provides: ['sh'] },
      { name: 'gcc', groups: ['devel'] },
      { name: 'make', version: '2-1', groups: ['devel'] },
    ],
  ],
  { packages: ['hidden'] },
);

function targets(...names: string[]): string[] {
  const all = new Targets(POOL, ['core', 'extra'], () => {});
  for (const name of names) all.add(name);
  return all.all.map(({ name, version, source }) => `${source} ${name} ${version}`);
}

describe('what a name means', () => {
  it.each<[string, string[]]>([
    ['bash', ['0 bash 5.2-1']],
    ['bash>=5.3', ['1 bash 5.3-1']],
    ['core/bash', ['0 bash 5.2-1']],
    ['extra/bash', ['1 bash 5.3-1']],
    ['sh', ['0 bash 5.2-1']],
    ['extra/sh', ['1 dash 1-1']],
    ['devel', ['0 make 1-1', '1 gcc 1-1']],
    ['core/devel', ['0 make 1-1']],
    ['extra/devel', ['1 gcc 1-1', '1 make 2-1']],
    ['hidden', ['0 hidden 1-1']],
  ])('%s is %j', (name, expected) => {
    expect(targets(name)).toEqual(expected);
  });

  it('is the same package, however it is asked for', () => {
    expect(targets('bash', 'core/bash', 'sh', 'bash')).toEqual(['0 bash 5.2-1']);
  });
});

describe('what is refused', () => {
  it.each<[string[], object]>([
    [['nothing'], { code: 'PACKAGES_MISSING' }],
    [['bash>=9'], { code: 'PACKAGES_MISSING' }],
    [['extra/hidden'], { code: 'PACKAGES_MISSING' }],
    [['core/gcc'], { code: 'PACKAGES_MISSING' }],
    [['own/bash'], { code: 'PACKAGES_MISSING', hint: 'there is core, extra' }],
    [['/bash'], { code: 'PACKAGES_MISSING' }],
  ])('%j is not there', (names, error) => {
    expect(() => targets(...names)).toThrow(expect.objectContaining(error));
  });

  it('a name that is nearly one', () => {
    expect(() => targets('bahs')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('bash') }),
    );
  });

  it('two versions of one package', () => {
    expect(() => targets('bash', 'extra/bash')).toThrow(
      expect.objectContaining({
        code: 'PACKAGES_UNSATISFIABLE',
        message: expect.stringContaining(
          "'extra/bash' means extra/bash 5.3-1, and core/bash 5.2-1 is asked for as well",
        ),
      }),
    );
  });
});
