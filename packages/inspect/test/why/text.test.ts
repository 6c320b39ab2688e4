import { describe, expect, it } from 'vitest';
import type { ChainLink, Explanation } from '../../src/why/explanation.ts';
import { explanationText } from '../../src/why/text.ts';

function link(id: string, more: Partial<ChainLink> = {}): ChainLink {
  return { id, name: id, version: '1', arch: 'all', alternatives: [], ...more };
}

function textOf(chain: readonly ChainLink[], more: Partial<Explanation> = {}): string[] {
  const common = { supermin: 'why', version: 1, asked: 'x', neededBy: [], packages: 3 } as const;
  return explanationText({ ...common, chain, ...more }).split('\n');
}

const BASH = link('bash', { version: '5.2' });
const LIBTINFO = link('libtinfo6', {
  version: '6.4',
  dependency: 'libtinfo6 (>= 6)',
  rule: 'only',
});

describe('explanationText', () => {
  it('a line for each package of the chain, each behind the one that needs it', () => {
    const libc = link('libc6:i386', { dependency: 'libc6', weak: true, rule: 'only' });
    expect(textOf([BASH, LIBTINFO, libc])).toEqual([
      'bash 5.2 was asked for',
      '└ needs libtinfo6 (>= 6): libtinfo6 6.4',
      '  └ recommends libc6: libc6:i386 1',
      '',
    ]);
  });

  it('says of a package that was asked for itself nothing else', () => {
    expect(textOf([BASH])).toEqual(['bash 5.2 was asked for', '']);
  });

  it('says what would have satisfied a dependency, and why it was not that', () => {
    const alternatives = [
      { id: 'gawk', included: false },
      { id: 'busybox', included: true },
    ];
    const mawk = link('mawk', { dependency: 'awk', alternatives });
    const lineOf = (rule: ChainLink['rule']) => textOf([BASH, { ...mawk, rule }])[1];
    expect(lineOf('preferred')).toBe(
      "└ needs awk: mawk 1 (chosen by the package manager's own order, before gawk; busybox, which is in as well)",
    );
    expect(lineOf('satisfied')).toBe(
      '└ needs awk: mawk 1 (in for another reason; gawk; busybox, which is in as well would satisfy it too)',
    );
  });

  it('names who else needs the package, without the one that the chain has', () => {
    const neededBy = ['a', 'bash', 'b'];
    expect(textOf([BASH, LIBTINFO], { neededBy })).toEqual([
      'bash 5.2 was asked for',
      '└ needs libtinfo6 (>= 6): libtinfo6 6.4',
      'libtinfo6 is also needed by a, b',
      '',
    ]);
    expect(textOf([BASH, LIBTINFO], { neededBy: ['bash'] })).toHaveLength(3);
    expect(textOf([BASH], { neededBy: ['a'] })[1]).toBe('bash is also needed by a');
  });

  it('names eight of them, and counts the rest', () => {
    const neededBy = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
    const lineOf = (count: number) => textOf([BASH], { neededBy: neededBy.slice(0, count) })[1];
    expect(lineOf(8)).toBe('bash is also needed by a, b, c, d, e, f, g, h');
    expect(lineOf(9)).toBe('bash is also needed by a, b, c, d, e, f, g, h, and 1 more');
    expect(lineOf(10)).toBe('bash is also needed by a, b, c, d, e, f, g, h, and 2 more');
  });

  it('says of what is not in that nothing brings it in, or that something else does in its place', () => {
    const none = '/usr/café: installed, but not in: none of the 3 packages brings it in';
    expect(textOf([], { asked: '/usr/café' })).toEqual([none, '']);
    expect(textOf([], { asked: '/usr/café', neededBy: ['a'] })).toEqual([
      `${none}; other packages satisfy what could need it`,
      '',
    ]);
  });
});
