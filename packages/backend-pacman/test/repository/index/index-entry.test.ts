import { describe, expect, it } from 'vitest';
import { parseEntry } from '../../../src/repository/index/index-entry.ts';

const LINES: Record<string, string> = {
  ...{ FILENAME: 'bash-5.3-1-x86_64.pkg.tar.zst', NAME: 'bash', VERSION: '5.3-1' },
  ...{ CSIZE: '17', SHA256SUM: 'ab', PGPSIG: 'iQ==', ARCH: 'x86_64' },
  ...{ DEPENDS: 'glibc\nreadline>=8', PROVIDES: 'sh', CONFLICTS: 'ash', GROUPS: 'base' },
};

function entry(changes: Record<string, string | undefined> = {}, directory = 'bash-5.3-1') {
  const sections = Object.entries({ ...LINES, ...changes });
  const text = sections.flatMap(([name, lines]) =>
    lines === undefined ? [] : [`%${name}%\n${lines}\n\n`],
  );
  return parseEntry(directory, text.join(''));
}

describe('a package of an index', () => {
  it('is what its desc says', () => {
    expect(entry()).toEqual({
      ...{ name: 'bash', version: '5.3-1', arch: 'x86_64', size: '17', sha256: 'ab' },
      ...{ filename: 'bash-5.3-1-x86_64.pkg.tar.zst', signature: 'iQ==' },
      ...{ depends: ['glibc', 'readline>=8'], provides: ['sh'], conflicts: ['ash'] },
      groups: ['base'],
    });
  });

  it('need not have more than a name, a version and a file', () => {
    const { FILENAME, NAME, VERSION, ...rest } = LINES;
    const none = Object.fromEntries(Object.keys(rest).map((name) => [name, undefined]));
    expect(entry(none)).toEqual({
      ...{ name: NAME, version: VERSION, filename: FILENAME, arch: 'any', size: '', sha256: '' },
      ...{ signature: '', depends: [], provides: [], conflicts: [], groups: [] },
    });
  });

  it('may have an epoch', () => {
    expect(entry({ VERSION: '1:5.3-1' }, 'bash-1:5.3-1')).toMatchObject({ version: '1:5.3-1' });
  });

  it.each<[string, Record<string, string | undefined>]>([
    ['another version', { VERSION: '5.4-1' }],
    ['another name', { NAME: 'dash' }],
    ['a file elsewhere', { FILENAME: '../bash.pkg.tar.zst' }],
    ['a file in a directory', { FILENAME: 'x/bash.pkg.tar.zst' }],
    ['a hidden file', { FILENAME: '.bash.pkg.tar.zst' }],
    ['a file with a blank', { FILENAME: 'ba sh.pkg.tar.zst' }],
    ['an odd architecture', { ARCH: '../x' }],
  ])('is refused with %s', (_, changes) => {
    expect(entry(changes)).toBe('it is not what its name says');
  });

  it.each([
    ['-bash', '5.3-1'],
    ['.bash', '5.3-1'],
    ['ba sh', '5.3-1'],
    ['bash', '5.3'],
    ['bash', 'x:5.3-1'],
    ['bash', '5/3-1'],
  ])('is refused as %s of version %s, though its directory says so, too', (name, version) => {
    expect(entry({ NAME: name, VERSION: version }, `${name}-${version}`)).toBe(
      'it is not what its name says',
    );
  });

  it.each(['NAME', 'VERSION', 'FILENAME'])('is refused without %s', (section) => {
    expect(entry({ [section]: undefined })).toContain(section);
  });
});
