import { describe, expect, it } from 'vitest';
import {
  doesProvide,
  isInRange,
  parseDependency,
  spellDependency,
} from '../../src/version/dependency.ts';

describe('parseDependency', () => {
  it.each([
    ['glibc', 'glibc', undefined, ''],
    ['glibc>=2.27', 'glibc', '>=', '2.27'],
    ['a<1', 'a', '<', '1'],
    ['a<=1:2-3', 'a', '<=', '1:2-3'],
    ['a>1', 'a', '>', '1'],
    ['libreadline.so=8-64', 'libreadline.so', '=', '8-64'],
    ['lib:libgcc_s.so.1', 'lib:libgcc_s.so.1', undefined, ''],
    ['perl: for the scripts', 'perl', undefined, ''],
    ['python>=3: for a=b', 'python', '>=', '3'],
    ['', '', undefined, ''],
  ])('%s', (text, name, operator, version) => {
    const parsed = parseDependency(text);
    expect(parsed).toEqual({ name, operator, version });
    expect(spellDependency(parsed)).toBe(text.replace(/: .*/, ''));
  });
});

describe('isInRange', () => {
  it.each([
    ['2', 'a', true],
    ['2', 'a=2', true],
    ['2-1', 'a=2', true],
    ['2-1', 'a=2-2', false],
    ['2', 'a>=2', true],
    ['2', 'a<=2', true],
    ['2', 'a>2', false],
    ['2', 'a<2', false],
    ['2', 'a>1', true],
    ['2', 'a>=1', true],
    ['2', 'a<1', false],
    ['2', 'a<=1', false],
    ['2', 'a<3', true],
    ['2', 'a<=3', true],
    ['2', 'a>=3', false],
    ['2', 'a=3', false],
  ])('%s in %s: %s', (version, wanted, expected) => {
    expect(isInRange(version, parseDependency(wanted))).toBe(expected);
  });
});

describe('doesProvide', () => {
  it.each([
    ['a', 'a', true],
    ['a=2', 'a', true],
    ['a=2', 'a>1', true],
    ['a=2', 'a>2', false],
    ['a', 'a>1', false],
    ['a>=2', 'a>1', false],
    ['a>=2', 'a', true],
    ['a', 'b', false],
  ])('%s for %s: %s', (provision, wanted, expected) => {
    expect(doesProvide(parseDependency(provision), parseDependency(wanted))).toBe(expected);
  });
});
