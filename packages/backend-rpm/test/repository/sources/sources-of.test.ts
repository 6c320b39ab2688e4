import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { localHost } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { sourcesOf } from '../../../src/repository/sources/sources-of.ts';

const repo = (id: string, address = 'http://$releasever/$basearch/$arch') =>
  `[${id}]\nbaseurl=${address}\n`;

/** Repositories of a machine with these files, and what they are. */
function read(from: string, files: Readonly<Record<string, string>>, arch = 'x86_64'): string[] {
  const root = scratchDirectory();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(root + path), { recursive: true });
    writeFileSync(root + path, text);
  }
  return sourcesOf(from, localHost(root), arch).map(
    ({ id, addresses }) => `${id} ${addresses.join(' ')}`,
  );
}
const FEDORA = { '/etc/os-release': 'ID=fedora\nVERSION_ID=42\n' };

describe('repositories', () => {
  it('of a file have the release of this machine and the architecture that was asked for', () => {
    const files = { ...FEDORA, '/my.repo': repo('a') };
    expect(read('/my.repo', files, 'i686')).toEqual(['a http://42/i386/i686']);
  });

  it('keep a variable that nothing says', () => {
    expect(read('/my.repo', { '/my.repo': repo('a') })).toEqual([
      'a http://$releasever/x86_64/x86_64',
    ]);
  });

  it("have dnf's own variables, in the place of what is known", () => {
    const vars = { '/etc/dnf/vars/releasever': '41\n', '/etc/yum/vars/arch': ' v3 \n' };
    const files = { ...FEDORA, ...vars, '/my.repo': repo('a') };
    expect(read('/my.repo', files)).toEqual(['a http://41/x86_64/v3']);
  });

  it("of this machine are dnf's and zypper's, file by file in the order of their names", () => {
    const found = read('host', {
      '/etc/zypp/repos.d/a.repo': repo('z', 'http://z'),
      '/etc/yum.repos.d/b.repo': repo('b', 'http://b'),
      '/etc/yum.repos.d/a.repo': repo('a', 'http://a'),
      '/etc/yum.repos.d/a.repo.rpmsave': repo('old', 'http://old'),
    });
    expect(found).toEqual(['a http://a', 'b http://b', 'z http://z']);
  });

  it('of a release are those of the distribution, on any machine', () => {
    expect(read('fedora:42', {})).toHaveLength(2);
  });

  it.each<[string, string, string]>([
    ['/empty.repo', 'FROM_FILE', '/empty.repo'],
    ['/missing.repo', 'FROM_FILE', '/missing.repo'],
    ['host', 'FROM_FILE', "this machine's dnf configuration"],
    ['debian:13', 'FROM_UNKNOWN', 'debian:13'],
  ])('%s is refused: %s', (from, code, where) => {
    expect(() => read(from, { '/empty.repo': '' })).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(where) }),
    );
  });
});
