import { describe, expect, it } from 'vitest';
import { idsOf, systemOf } from '../fixtures/records.ts';

const X86 = { arch: 'x86_64' };
const most = [1, 2, 3].map((number) => ({ name: `own-${number}`, version: '1', ...X86 }));

/** The ids of the packages called `twin`, the preferred one first. */
function twins(...descriptions: { version: string; arch: string; epoch?: number }[]): string[] {
  const packages = descriptions.map((each) => ({ name: 'twin', ...each }));
  const { index } = systemOf([...most, ...packages]);
  return index.named('twin').map(({ id }) => id);
}

describe('ids', () => {
  it('are names, as long as there is one package of a name', () => {
    expect(twins({ version: '1', arch: 'i686' })).toEqual(['twin']);
  });

  it('tell architectures apart, the own one having the plain name', () => {
    const both = [
      { version: '2', arch: 'i686' },
      { version: '1', ...X86 },
    ];
    expect(twins(...both)).toEqual(['twin', 'twin.i686']);
    expect(twins(...both.reverse())).toEqual(['twin', 'twin.i686']);
  });

  it('tell versions apart, the newest having the plain name', () => {
    const versions = ['1~rc1', '1', '1^git', '10', '9'].map((version) => ({ version, ...X86 }));
    expect(twins(...versions)).toEqual([
      'twin',
      'twin-9-1.x86_64',
      'twin-1^git-1.x86_64',
      'twin-1-1.x86_64',
      'twin-1~rc1-1.x86_64',
    ]);
    expect(twins({ version: '2', ...X86 }, { version: '1', ...X86, epoch: 1 })).toEqual([
      'twin',
      'twin-2-1.x86_64',
    ]);
  });

  it('count a package once that the database has twice', () => {
    expect(twins({ version: '1', ...X86 }, { version: '1', ...X86 })).toEqual(['twin']);
  });
});

it('providers are those in the wanted range, each once', () => {
  const { index } = systemOf([
    { name: 'a', version: '1', provides: ['x = 1', 'x = 3'] },
    { name: 'b', version: '1', provides: ['x'] },
    { name: 'c', version: '1', provides: ['x = 2'] },
  ]);
  const providers = (flags: number, version: string) =>
    idsOf(index.providers({ name: 'x', flags, version }));
  expect(providers(0, '')).toEqual(['a', 'b', 'c']);
  expect(providers(8, '2')).toEqual(['b', 'c']);
  expect(providers(12, '3')).toEqual(['a', 'b']);
});
