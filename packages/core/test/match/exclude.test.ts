import { describe, expect, it } from 'vitest';
import { excludeMatcher } from '../../src/match/exclude.ts';
import { compilePattern } from '../../src/match/fnmatch.ts';

/** A slash and up to `length` characters. */
function pathsOf(length: number): string[] {
  if (length === 0) return [];
  const shorter = pathsOf(length - 1);
  const longest = length === 1 ? ['/'] : shorter.filter((path) => path.length === length);
  return [...shorter, ...longest.flatMap((path) => [...'abcdefg/.+[?*'].map((c) => path + c))];
}

describe('excludeMatcher', () => {
  const excluded = excludeMatcher(['/usr/share/doc/*', '/boot/*', '*.pyc', '/etc/[!p]*']);

  it.each([
    ['/usr/share/doc/bash/README', true],
    ['/usr/share/doc', false],
    ['/usr/share/doc/.hidden', true],
    ['/usr/lib/python3/x.pyc', true],
    ['/usr/lib/python3/x.py', false],
    ['/etc/group', true],
    ['/etc/passwd', false],
    ['/etc/a/passwd', true],
    ['/mnt/boot/vmlinuz', false],
  ])('%s: %s', (path, expected) => {
    expect(excluded(path)).toBe(expected);
  });

  it('excludes nothing without patterns', () => {
    expect(excludeMatcher([])('/etc/passwd')).toBe(false);
  });

  it('the empty pattern excludes nothing', () => {
    expect(excludeMatcher([''])('/')).toBe(false);
  });

  it('says what any of the patterns says, whatever they have in common', () => {
    const patterns = [
      ...['/a', '/a*', '/a/*', '/a/b*', '/a/b/*.c', '/a/?*', '/a.b*', '/a+*', '/b*c', '/b/c*'],
      ...['/b/[cd]*', '/c', '/c**', '/d*?', '/[', '/[*', '*e', '/*/f', '/g', '/f?', '/f[ab]'],
    ];
    const paths = ['/', ...pathsOf(3)];
    expect(paths).toHaveLength(13 ** 3 + 13 ** 2 + 13 + 1);
    for (let first = 0; first < patterns.length; first++) {
      for (let last = first; last < patterns.length; last++) {
        const some = patterns.slice(first, last + 1);
        const alone = some.map(compilePattern);
        const matches = excludeMatcher(some);
        const wrong = paths.filter((path) => matches(path) !== alone.some((fits) => fits(path)));
        expect(wrong, some.join(' ')).toEqual([]);
      }
    }
  });

  it('excludes names that are not UTF-8', () => {
    expect(excludeMatcher(['/caf?'])('/caf\xe9')).toBe(true);
  });
});
