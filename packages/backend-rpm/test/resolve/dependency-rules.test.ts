import type { SuperminEvent } from '@supermin/core';
import { resolveClosure } from '@supermin/core/backend';
import type { PackageDescription } from '@supermin/test-support/rpm';
import { int32, joinEntries, packageEntries } from '@supermin/test-support/rpm';
import { describe, expect, it } from 'vitest';
import { HeaderRecord } from '../../src/database/header-record.ts';
import { PackageIndex } from '../../src/database/package-index.ts';
import { Header } from '../../src/format/header.ts';
import { Sense, Tag } from '../../src/format/tags.ts';
import { dependencyRules } from '../../src/resolve/dependency-rules.ts';
import { Satisfiers } from '../../src/resolve/satisfiers.ts';
import { idsOf, recordOf, systemOf } from '../fixtures/records.ts';

function closure(
  packages: readonly PackageDescription[],
  roots: readonly string[],
  weak = false,
): { ids: string[]; events: SuperminEvent[] } {
  const system = systemOf(packages);
  const events: SuperminEvent[] = [];
  const report = (event: SuperminEvent) => events.push(event);
  const found = roots.map((name) => system.index.named(name)[0]!);
  const options = { manager: 'rpm', weak, report };
  return { ids: idsOf(resolveClosure(dependencyRules(system), found, options)), events };
}

const plain = (name: string, ...requires: string[]): PackageDescription => ({
  name,
  version: '1',
  requires,
});

describe('resolveClosure', () => {
  it('decides between providers last, so that nothing comes in for what is satisfied anyway', () => {
    const packages = [
      plain('root', 'feature', 'middle'),
      plain('middle', 'much-longer'),
      { ...plain('short'), provides: ['feature'] },
      { ...plain('much-longer'), provides: ['feature'] },
    ];
    expect(closure(packages, ['root']).ids).toEqual(['middle', 'much-longer', 'root']);
  });

  it('takes the first installed alternative, unless another one is in', () => {
    const packages = [
      plain('a'),
      plain('b'),
      plain('root', '(missing or a or b)'),
      plain('user', 'b'),
    ];
    expect(closure(packages, ['root']).ids).toEqual(['a', 'root']);
    expect(closure(packages, ['root', 'user']).ids).toEqual(['b', 'root', 'user']);
  });

  it('ends with circles, and with packages that need themselves', () => {
    const packages = [plain('a', 'b', 'a'), plain('b', 'c'), plain('c', 'a')];
    expect(closure(packages, ['c']).ids).toEqual(['a', 'b', 'c']);
  });

  it('follows recommendations of recommended packages, and what those need', () => {
    const packages = [
      { ...plain('root'), recommends: ['a', 'missing', '(b if nowhere)'] },
      { ...plain('a', 'c'), recommends: ['(nowhere or d)'] },
      plain('b'),
      plain('c'),
      plain('d'),
    ];
    expect(closure(packages, ['root']).ids).toEqual(['root']);
    expect(closure(packages, ['root'], true).ids).toEqual(['a', 'c', 'd', 'root']);
  });

  it('takes old Mandriva\u2019s suggestions for recommendations', () => {
    const entries = packageEntries(plain('root', 'a')).map((entry) =>
      entry.tag === Tag.requireFlags ? int32(entry.tag, [Sense.missingOk]) : entry,
    );
    const header = new Header({ bytes: joinEntries(entries), offset: 0 }, '/db');
    const index = new PackageIndex([new HeaderRecord(header, '/db'), recordOf(plain('a'))]);
    const system = new Satisfiers(index, systemOf([]).owners);
    const ids = (weak: boolean) => {
      const options = { manager: 'rpm', weak, report: () => {} };
      return idsOf(resolveClosure(dependencyRules(system), index.named('root'), options));
    };
    expect(ids(false)).toEqual(['root']);
    expect(ids(true)).toEqual(['a', 'root']);
  });

  it('reports what nothing satisfies, with the range, but not what rpm itself has to be able to do', () => {
    const { events } = closure(
      [plain('a', 'b < 2', '(c and d)', 'rpmlib(X) <= 4'), { name: 'b', version: '3' }],
      ['a'],
    );
    expect(events.map((event) => event.kind === 'message' && event.text)).toEqual([
      'rpm: a needs b < 2, which is not installed',
      'rpm: a needs (c and d), which is not installed',
    ]);
  });
});
