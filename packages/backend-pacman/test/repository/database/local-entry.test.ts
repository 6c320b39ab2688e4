import { describe, expect, it } from 'vitest';
import { encodeDesc, encodeFiles } from '../../../src/repository/database/local-entry.ts';
import type { PackageNotes } from '../../../src/repository/unpack/unpack-package.ts';

function notesOf(info: string, more: Partial<PackageNotes> = {}): PackageNotes {
  return { metadata: { '.PKGINFO': info }, files: [], backup: {}, ...more };
}

describe('desc of a package', () => {
  it('has all sections in pacman\u2019s order, whatever the order in .PKGINFO', () => {
    const info = `# makepkg
xdata = pkgtype=pkg
provides = p=1
conflict = c
optdepend = o: for x
depend = d
depend = e>=2
replaces = r
license = MIT
group = g
group = h
size = 42
packager = Me <me@example.org>
builddate = 1700000000
arch = any
url = https://example.org
pkgdesc = A package
pkgbase = base
pkgver = 1-1
pkgname = name
`;
    const sections = [
      ...[
        'NAME\nname',
        'VERSION\n1-1',
        'BASE\nbase',
        'DESC\nA package',
        'URL\nhttps://example.org',
      ],
      ...['ARCH\nany', 'BUILDDATE\n1700000000', 'INSTALLDATE\n7', 'PACKAGER\nMe <me@example.org>'],
      ...['SIZE\n42', 'GROUPS\ng\nh', 'LICENSE\nMIT', 'VALIDATION\nsha256', 'REPLACES\nr'],
      ...['DEPENDS\nd\ne>=2', 'OPTDEPENDS\no: for x', 'CONFLICTS\nc', 'PROVIDES\np=1'],
      'XDATA\npkgtype=pkg',
    ];
    const text = sections.map((each) => `%${each.replace('\n', '%\n')}\n\n`).join('');
    expect(encodeDesc(notesOf(info), 7.9)).toBe(text);
  });

  it('has the last of what can be said once, also if it is empty', () => {
    const info = 'pkgname = a\npkgname = b\npkgdesc = x\npkgdesc = \n';
    expect(encodeDesc(notesOf(info), 0)).toBe(
      '%NAME%\nb\n\n%DESC%\n\n\n%INSTALLDATE%\n0\n\n%VALIDATION%\nsha256\n\n',
    );
  });

  it('has no empty lines in lists', () => {
    const info = 'depend = \ndepend = d\nlicense = \n';
    expect(encodeDesc(notesOf(info), 0)).toBe(
      '%INSTALLDATE%\n0\n\n%VALIDATION%\nsha256\n\n%DEPENDS%\nd\n\n',
    );
  });

  it('of a package that says nothing has when it was installed', () => {
    const notes = { metadata: {}, files: [], backup: {} };
    expect(encodeDesc(notes, 1)).toBe('%INSTALLDATE%\n1\n\n%VALIDATION%\nsha256\n\n');
    expect(encodeFiles(notes)).toBe('');
  });
});

describe('files of a package', () => {
  it('are sorted by bytes, with their config files, and digests of those that it has', () => {
    const info =
      'backup = etc/b\nbackup = etc/a\nbackup = etc/gone\nbackup = toString\nbackup = \n';
    const files = ['usr/', 'etc/b', 'etc/', 'etc/a', 'etc/B', 'etc/\xe9'];
    const given = notesOf(info, { files, backup: { 'etc/a': '11', 'etc/b': '22' } });
    expect(encodeFiles(given)).toBe(
      '%FILES%\netc/\netc/B\netc/a\netc/b\netc/\xe9\nusr/\n\n' +
        '%BACKUP%\netc/b\t22\netc/a\t11\netc/gone\t(null)\ntoString\t(null)\n\n',
    );
    expect(files[0]).toBe('usr/');
  });

  it('may be without config files', () => {
    expect(encodeFiles(notesOf('', { files: ['usr/'] }))).toBe('%FILES%\nusr/\n\n');
  });
});
