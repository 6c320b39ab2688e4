import { describe, expect, it } from 'vitest';
import { DEFAULT_LEVEL, parseSigLevel } from '../../../src/repository/sources/sig-level.ts';

const parse = (value: string) => parseSigLevel(value, DEFAULT_LEVEL);

describe('SigLevel', () => {
  it('that says nothing refuses unsigned packages', () => {
    expect(parse('')).toEqual({ package: 'required', database: 'optional' });
  });

  it.each([
    ['Never', 'never', 'never'],
    ['Required', 'required', 'required'],
    ['Optional', 'optional', 'optional'],
    ['PackageNever', 'never', 'optional'],
    ['DatabaseRequired', 'required', 'required'],
    ['Never  DatabaseRequired', 'never', 'required'],
    ['DatabaseRequired Never', 'never', 'never'],
    ['TrustAll PackageTrustedOnly', 'required', 'optional'],
  ])('is read word by word, the last counts: %s', (value, ofPackages, ofDatabases) => {
    expect(parse(value)).toEqual({ package: ofPackages, database: ofDatabases });
  });

  it.each(['never', 'Sometimes', 'Package', 'DatabasePackageNever', 'constructor', 'toString'])(
    'names a word that is none: %s',
    (word) => {
      expect(parse(`Required ${word} Never`)).toBe(word);
    },
  );

  it('leaves what was said before as it is', () => {
    const before = { ...DEFAULT_LEVEL };
    parseSigLevel('Never', before);
    expect(before).toEqual(DEFAULT_LEVEL);
  });
});
