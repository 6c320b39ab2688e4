import { mkdirSync, writeFileSync } from 'node:fs';
import { randomNumbers } from '@supermin/test-support/random';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { resolveAsSupermin5 } from '../../src/resolve/supermin5.ts';
import { hasSupermin5, makeAdminDirectory, sayMissing } from '../support/judges.ts';
import { type Fields, indexOf, indexUnder, statusText } from '../support/status.ts';
import { supermin5 } from '../support/supermin5.ts';

const named = (...names: string[]): Fields[] => names.map((name) => ({ Package: name }));
const twin = { Package: 'lib', 'Multi-Arch': 'same' };

/** A database for each rule; the roots, and the closure that supermin 5 makes of them. */
const CASES: [string, Fields[], string[], string[]][] = [
  [
    'the first alternative only, whatever its version',
    [
      { Package: 'root', Depends: 'a (>= 9)| b, c | d | e , gone | f' },
      ...named('a', 'b', 'c', 'd', 'e', 'f'),
    ],
    ['root'],
    ['a', 'c', 'root'],
  ],
  [
    'Pre-Depends as well, no Provides',
    [
      { Package: 'root', 'Pre-Depends': 'a', Depends: 'virtual' },
      { Package: 'b', Provides: 'virtual' },
      { Package: 'a', Depends: 'root, c' },
      ...named('c'),
    ],
    ['root'],
    ['a', 'c', 'root'],
  ],
  [
    'no name with a colon',
    [
      { Package: 'root', Depends: 'a:any, b:amd64, c' },
      { Package: 'a', 'Multi-Arch': 'allowed' },
      ...named('b', 'c'),
    ],
    ['root'],
    ['c', 'root'],
  ],
  [
    'only what is fully configured',
    [
      { Package: 'root', Depends: 'a, b, c, d' },
      { Package: 'a', Status: 'install ok unpacked' },
      { Package: 'b', Status: 'install ok half-configured' },
      { Package: 'c', Status: 'hold ok installed' },
      { Package: 'd', Status: 'install reinstreq installed' },
    ],
    ['root'],
    ['c', 'd', 'root'],
  ],
  [
    'the native architecture only, with the dependencies of all of them',
    [
      { Package: 'root', Depends: 'lib, foreign' },
      { ...twin, Architecture: 'i386', Depends: 'a' },
      { ...twin, Depends: 'b' },
      { Package: 'foreign', Architecture: 'i386', 'Multi-Arch': 'foreign' },
      ...named('a', 'b'),
    ],
    ['root'],
    ['a', 'b', 'lib', 'root'],
  ],
];

describe('resolveAsSupermin5', () => {
  it.each(CASES)('%s', (_, packages, roots, expected) => {
    const index = indexOf(...packages);
    const closure = resolveAsSupermin5(
      index,
      roots.map((name) => index.named(name)[0]!),
    );
    expect(closure.map((each) => each.id)).toEqual(expected);
  });
});

describe.runIf(sayMissing('supermin 5', hasSupermin5))(
  'resolveAsSupermin5 against supermin',
  () => {
    const scratch = scratchDirectory();

    it.runIf(process.arch === 'x64').each(CASES)('%s', (name, packages, roots, expected) => {
      const admin = makeAdminDirectory(`${scratch}/${name.slice(0, 20)}`, statusText(...packages));
      writeFileSync(`${admin}/arch`, 'amd64\ni386\n');
      mkdirSync(`${scratch}/files`, { recursive: true });
      for (const each of packages) {
        const arch = each['Multi-Arch'] === 'same' ? `:${each.Architecture ?? 'amd64'}` : '';
        writeFileSync(`${admin}/info/${each.Package}${arch}.list`, `/.\n${scratch}/files\n`);
      }
      const { packages: list } = supermin5(scratch, roots, { admin });
      expect(list.map((entry) => entry.split('_')[0])).toEqual(expected);
    });

    it('eight sets of packages of this host', () => {
      const index = indexUnder('/');
      const visible = index.packages.filter((each) => each.configured && !each.id.includes(':'));
      const choose = randomNumbers(4);
      const some = (count: number) =>
        Array.from({ length: count }, () => visible[choose(visible.length)]!.name);
      const sets = [
        ['bash', 'coreutils', 'util-linux', 'dash'],
        visible.map((each) => each.name),
        ...[1, 1, 2, 4, 8, 16].map(some),
      ];
      for (const names of sets) {
        const ours = resolveAsSupermin5(
          index,
          names.map((name) => index.named(name)[0]!),
        );
        const lines = ours.map((each) => `${each.name}_${each.version}_${each.arch}`).sort();
        expect(lines).toEqual(supermin5(scratch, names).packages);
      }
    });
  },
);
