import type { PackageDescription } from '@supermin/test-support/rpm';
import { describe, expect, it } from 'vitest';
import { PackageIndex } from '../../src/database/package-index.ts';
import { chooseProvider } from '../../src/resolve/choose.ts';
import { recordOf, systemOf } from '../fixtures/records.ts';

const X86 = { arch: 'x86_64' };
const SYSTEM: readonly PackageDescription[] = [
  { name: 'most', version: '1', ...X86 },
  { name: 'others', version: '1', ...X86 },
];

/** The choice among all packages but the last one, which needs them. */
function choice(packages: readonly PackageDescription[]): string {
  const dependent = packages.at(-1)!;
  const { index } = systemOf([...SYSTEM, ...packages]);
  const isCandidate = ({ name }: { name: string }) =>
    packages.some((each) => each.name === name) && name !== dependent.name;
  const candidates = index.packages.filter(isCandidate);
  const { architectures } = index;
  const chosen = chooseProvider(architectures, candidates, index.named(dependent.name)[0]);
  return `${chosen.name}-${chosen.version}.${chosen.arch}`;
}

describe('chooseProvider', () => {
  it('takes one from the same source first', () => {
    const candidates = [
      { name: 'short', version: '1' },
      { name: 'much-longer', version: '1', source: 's' },
    ];
    expect(choice([...candidates, { name: 'dependent', version: '1', source: 's' }])).toBe(
      'much-longer-1-1.noarch',
    );
    expect(choice([...candidates, { name: 'dependent', version: '1' }])).toBe('short-1-1.noarch');
  });

  it('takes one from the same source in whatever order they come', () => {
    const { index } = systemOf([
      ...SYSTEM,
      { name: 'aa', version: '1' },
      { name: 'zz-longer', version: '1', source: 's' },
      { name: 'dependent', version: '1', source: 's' },
    ]);
    const named = (name: string) => index.named(name)[0]!;
    const choose = (...names: string[]) =>
      chooseProvider(index.architectures, names.map(named), named('dependent')).name;
    expect(choose('aa', 'zz-longer')).toBe('zz-longer');
    expect(choose('zz-longer', 'aa')).toBe('zz-longer');
  });

  it('does not take packages whose source is unknown for relatives', () => {
    const unknown = (name: string) =>
      Object.defineProperty(recordOf({ name, version: '1' }), 'source', { value: '' });
    const index = new PackageIndex([
      recordOf({ name: 'short', version: '1' }),
      ...['much-longer', 'dependent'].map(unknown),
    ]);
    const candidates = ['short', 'much-longer'].map((name) => index.named(name)[0]!);
    const dependent = index.named('dependent')[0];
    expect(chooseProvider(index.architectures, candidates, dependent).name).toBe('short');
  });

  it("takes the system's architecture where no package needs it", () => {
    const { index } = systemOf([
      ...SYSTEM,
      { name: 'twin', version: '1', arch: 'i686' },
      { name: 'twin', version: '1', ...X86 },
    ]);
    const twins = index.named('twin');
    for (const candidates of [twins, [...twins].reverse()]) {
      expect(chooseProvider(index.architectures, candidates, undefined).arch).toBe('x86_64');
    }
  });

  it('takes the first in byte order of equally short names', () => {
    const names = ['bb', 'ba', 'dependent'];
    expect(choice(names.map((name) => ({ name, version: '1' })))).toBe('ba-1-1.noarch');
  });

  it.each([
    ['x86_64', 'twin-1-1.x86_64'],
    ['i686', 'twin-1-1.i686'],
    ['noarch', 'twin-1-1.x86_64'],
  ])('takes the twin that fits a package of %s', (arch, expected) => {
    const twins = [
      { name: 'twin', version: '1', arch: 'i686' },
      { name: 'twin', version: '1', ...X86 },
    ];
    expect(choice([...twins, { name: 'dependent', version: '1', arch }])).toBe(expected);
  });

  it('takes the newest by rpm\u2019s order, epochs first', () => {
    const versions = [{ version: '6.9.9' }, { version: '6.10.2' }, { version: '1', epoch: 1 }];
    const kernels = versions.map((each) => ({ name: 'kernel', ...X86, ...each }));
    expect(choice([...kernels, { name: 'dependent', version: '1' }])).toBe('kernel-1:1-1.x86_64');
  });
});
