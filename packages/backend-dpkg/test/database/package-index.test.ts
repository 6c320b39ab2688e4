import { writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { parseRelation } from '../../src/format/relation.ts';
import { dpkgCannotConfigure, hasDpkg, makeAdminDirectory, sayMissing } from '../support/judges.ts';
import { type Fields, indexOf, statusText } from '../support/status.ts';

const satisfiers = (clause: string, arch: string, ...packages: Fields[]) =>
  indexOf(...packages)
    .satisfiers(parseRelation(clause)[0]!, arch)
    .map((each) => each.id);

describe('PackageIndex', () => {
  it('prefers the real package, then the own architecture, the native one, the more needed, the first name', () => {
    const foreign = { 'Multi-Arch': 'foreign', Provides: 'p' };
    const packages = [
      { Package: 'z', ...foreign, Priority: 'required' },
      { Package: 'y', ...foreign },
      { Package: 'x', ...foreign },
      { Package: 'w', ...foreign, Architecture: 'i386', Essential: 'yes' },
      { Package: 'p', 'Multi-Arch': 'foreign', Architecture: 'i386' },
    ];
    expect(satisfiers('p', 'amd64', ...packages)).toEqual(['p:i386', 'z', 'x', 'y', 'w:i386']);
    expect(satisfiers('p', 'i386', ...packages)).toEqual(['p:i386', 'w:i386', 'z', 'x', 'y']);
  });

  it('keeps the order of alternatives, each package once', () => {
    const packages = [{ Package: 'a' }, { Package: 'b', Provides: 'c' }];
    expect(satisfiers('c | x | a | b', 'amd64', ...packages)).toEqual(['b', 'a']);
  });

  it('a package that provides its own older name answers to both versions', () => {
    const packages = [{ Package: 'a', Version: '5', Provides: 'a (= 2)' }];
    expect(satisfiers('a (>= 4)', 'amd64', ...packages)).toEqual(['a']);
    expect(satisfiers('a (= 2)', 'amd64', ...packages)).toEqual(['a']);
    expect(satisfiers('a (= 3)', 'amd64', ...packages)).toEqual([]);
  });

  it('lists all architectures of a name, the native one first', () => {
    const twin = { Package: 'a', 'Multi-Arch': 'same' };
    const index = indexOf(
      { ...twin, Architecture: 'armhf' },
      { ...twin, Architecture: 'i386' },
      twin,
    );
    expect(index.named('a').map((each) => each.id)).toEqual(['a', 'a:armhf', 'a:i386']);
    expect(index.named('b')).toEqual([]);
  });
});

/** Every combination of a package, a dependency that it may satisfy, and the architecture of the dependent one. */
function* combinations(): Generator<{ provider: Fields; clause: string; arch: string }> {
  const clauses = [
    '',
    ':any',
    ':amd64',
    ':i386',
    ' (= 2)',
    ' (<< 3)',
    ' (> 2)',
    ' (<< 2)',
    ':any (>= 3)',
  ];
  const provides = ['', ':any (= 2)', ':i386', ':amd64 (= 2)', ' (= 2)'];
  let number = 0;
  for (const arch of ['amd64', 'i386', 'all']) {
    for (const multiArch of ['no', 'same', 'foreign', 'allowed']) {
      if (arch === 'all' && (multiArch === 'same' || multiArch === 'allowed')) continue;
      for (const clause of clauses) {
        for (const depender of ['amd64', 'i386', 'all']) {
          for (const provided of [undefined, ...provides]) {
            const name = `p${number++}`;
            const provider: Fields =
              provided === undefined
                ? { Package: name, Version: '2' }
                : { Package: `real-${name}`, Version: '9', Provides: name + provided };
            yield {
              provider: { ...provider, Architecture: arch, 'Multi-Arch': multiArch },
              clause: name + clause,
              arch: depender,
            };
          }
        }
      }
    }
  }
}

describe.runIf(sayMissing('dpkg for amd64', hasDpkg && process.arch === 'x64'))(
  'PackageIndex against dpkg',
  () => {
    const root = scratchDirectory();

    it('agrees on 1,620 combinations of architecture, qualifier, Multi-Arch, Provides and version', () => {
      writeFileSync(`${makeAdminDirectory(root)}/arch`, 'amd64\ni386\n');
      const all = [...combinations()];
      const index = indexOf(...all.map((each) => each.provider));
      const dependents = all.map(({ clause, arch }, number) => ({
        Package: `dependent${number}`,
        Status: 'install ok unpacked',
        Architecture: arch,
        Depends: clause,
      }));
      const status = statusText(...all.map((each) => each.provider), ...dependents);
      const unsatisfied = dpkgCannotConfigure(
        root,
        status,
        dependents.map((each) => each.Package),
      );
      const wrong = all.filter(({ clause, arch }, number) => {
        const [parsed] = parseRelation(clause);
        const ours = index.satisfiers(parsed!, arch === 'all' ? 'amd64' : arch).length > 0;
        return ours === unsatisfied.has(`dependent${number}`);
      });
      expect(wrong).toEqual([]);
      expect(all).toHaveLength(1620);
      expect(unsatisfied.size).toBeGreaterThan(500);
      expect(unsatisfied.size).toBeLessThan(1400);
    });
  },
);
