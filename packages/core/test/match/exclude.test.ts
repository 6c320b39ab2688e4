import { describe, expect, it } from 'vitest';
import { excludeMatcher } from '../../src/match/exclude.ts';

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

  it('excludes names that are not UTF-8', () => {
    expect(excludeMatcher(['/caf?'])('/caf\xe9')).toBe(true);
  });
});
