import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Host, localHost } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { hostMirrors, hostSources } from '../../../src/repository/sources/host-sources.ts';

function hostWith(files: Readonly<Record<string, string>>): Host {
  const root = scratchDirectory();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(root + path), { recursive: true });
    writeFileSync(root + path, text);
  }
  return localHost(root);
}
const DEBIAN = { '/etc/os-release': 'ID=debian\n' };

it("apt's sources are those of its list, and then of the files beside it that apt reads", () => {
  const host = hostWith({
    '/etc/apt/sources.list': 'deb http://list s main\n',
    '/etc/apt/sources.list.d/b.list': 'deb http://b s main\n',
    '/etc/apt/sources.list.d/a.sources':
      'Types: deb\nURIs: http://a\nSuites: s\nComponents: main\n',
    '/etc/apt/sources.list.d/c.list.save': 'deb http://no s main\n',
    '/etc/apt/sources.list.d/with blank.list': 'deb http://no s main\n',
  });
  expect(hostSources(host).map(({ uri }) => uri)).toEqual(['http://list', 'http://a', 'http://b']);
  expect(hostSources(hostWith({}))).toEqual([]);
});

describe('a mirror of this machine', () => {
  const mirrors = (line: string, archive = 'debian') =>
    hostMirrors(hostWith({ ...DEBIAN, '/etc/apt/sources.list': `${line}\n` }), archive);

  it.each([
    'deb http://m trixie main',
    'deb https://m trixie-updates contrib main',
    'deb file:/m trixie main',
  ])('is used: %s', (line) => {
    expect(mirrors(line)).toHaveLength(1);
  });

  it.each([
    ['without main', 'deb http://m trixie contrib'],
    ['that another program has to fetch', 'deb cdrom:/m trixie main'],
    ['of the past', 'deb http://snapshot.example/m trixie main'],
    ['of the security archive', 'deb http://m trixie-security main'],
    ['of the security archive of old', 'deb http://m buster/updates main'],
    ['of backports', 'deb http://m trixie-backports main'],
    ['of what is proposed', 'deb http://m trixie-proposed-updates main'],
    ['of debug symbols', 'deb http://m trixie-debug main'],
  ])('is not one %s', (_, line) => {
    expect(mirrors(line)).toEqual([]);
  });

  it('of the security archive is one of that', () => {
    expect(mirrors('deb http://m trixie-security main', 'debian-security')).toEqual(['http://m']);
    expect(mirrors('deb http://m trixie main', 'debian-security')).toEqual([]);
  });

  it('is named once', () => {
    expect(mirrors('deb http://m s main\ndeb http://m t main')).toEqual(['http://m']);
  });

  it('is none on another distribution, nor of an unknown archive', () => {
    const list = { '/etc/apt/sources.list': 'deb http://m s main\n' };
    expect(hostMirrors(hostWith({ '/etc/os-release': 'ID=ubuntu\n', ...list }), 'debian')).toEqual(
      [],
    );
    expect(mirrors('deb http://m s main', 'elsewhere')).toEqual([]);
  });
});
