import { describe, expect, it } from 'vitest';
import { parseDump } from '../../src/format/dump.ts';

const parse = (text: string) => parseDump('/rpmdb.sqlite', Buffer.from(text, 'latin1'));

const PACKAGE =
  'a\t2\t1.0\t3\tx86_64\ta-1.0-3.src.rpm\t8\n' +
  'pa\t8\t2:1.0-3\npb\t0\t\n' +
  'r(x if y)\t0\t\n' +
  '(none)' +
  "fodd\nname/0/17/33188/abcd/''" +
  "flink/1/0/41471//'../it'\\''s//'" +
  'd/etc/./d/./' +
  '\n';

describe('parseDump', () => {
  it('reads what dumpFormat asks for', () => {
    const [record, ...others] = parse(PACKAGE);
    expect(others).toEqual([]);
    expect(record).toMatchObject({
      name: 'a',
      epoch: 2,
      version: '1.0',
      release: '3',
      arch: 'x86_64',
      source: 'a-1.0-3.src.rpm',
      provides: [
        { name: 'a', flags: 8, version: '2:1.0-3' },
        { name: 'b', flags: 0, version: '' },
      ],
      requires: [{ name: '(x if y)', flags: 0, version: '' }],
      recommends: [],
      files: {
        baseNames: ['odd\nname', 'link'],
        directories: ['/etc/', '/'],
        directoryIndexes: [0, 1],
        flags: [17, 0],
        modes: [33188, 41471],
        digests: ['abcd', ''],
        linkTargets: ['', "../it's//"],
        digestAlgorithm: 8,
      },
    });
    expect(record!.mayOwn('link')).toBe(true);
    expect(record!.mayOwn('ink')).toBe(false);
  });

  it('reads packages without anything', () => {
    const key =
      'gpg-pubkey\t(none)\t1\t2\t(none)\t(none)\t(none)\n(none)(none)(none)(none)(none)\n';
    const [record] = parse(key + PACKAGE);
    expect(record).toMatchObject({ epoch: undefined, arch: '(none)', source: '' });
    expect(record!.files.baseNames).toEqual([]);
  });

  it.each([
    PACKAGE.slice(0, -1),
    PACKAGE.slice(0, 20),
    'error\n',
    PACKAGE.replace('a\t2', 'a/b\t2'),
    PACKAGE.replace('1.0\t3', '1 0\t3'),
    PACKAGE.replace('link/1/', 'link/9/'),
  ])('refuses other text %#', (text) => {
    expect(() => parse(text)).toThrow(/rpmdb.sqlite: offset \d+: in what 'rpm -qa' printed/);
  });
});
