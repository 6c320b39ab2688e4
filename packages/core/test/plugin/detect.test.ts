import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import type { Host } from '../../src/host/host.ts';
import { localHost } from '../../src/host/local-host.ts';
import { detectBackend, withFamily } from '../../src/plugin/detect.ts';
import { foundBackend } from '../support/plugins.ts';

const dpkg = foundBackend('@supermin/backend-dpkg', {
  families: [
    { name: 'debian/dpkg', ids: ['debian'] },
    { name: 'ubuntu/dpkg', ids: ['ubuntu'] },
  ],
});
const rpm = foundBackend('@supermin/backend-rpm', {
  name: 'rpm',
  families: [
    { name: 'fedora/rpm', ids: ['fedora', 'rhel'] },
    { name: 'suse/rpm', ids: ['suse', 'opensuse'] },
  ],
  databases: ['/usr/lib/sysimage/rpm/rpmdb.sqlite', '/var/lib/rpm/Packages'],
});

function host(databases: string[], release = ''): Host {
  const files = Object.fromEntries(databases.map((path) => [path.slice(1), '']));
  return localHost(scratchDirectory({ ...files, 'etc/os-release': release }));
}

const DPKG = '/var/lib/dpkg/status';
const RPM = '/var/lib/rpm/Packages';

describe('detectBackend', () => {
  it.each<[string, string[], string, string]>([
    ['one database', [DPKG], '', 'debian/dpkg'],
    ['its family by ID', [DPKG], 'ID=ubuntu', 'ubuntu/dpkg'],
    ['its family by ID_LIKE', [RPM], 'ID=sles\nID_LIKE="suse"', 'suse/rpm'],
    ['a distribution that nobody knows: the first family', [RPM], 'ID=other', 'fedora/rpm'],
    ['any of several places', ['/usr/lib/sysimage/rpm/rpmdb.sqlite'], '', 'fedora/rpm'],
    ['rpm installed on Debian', [DPKG, RPM], 'ID=debian', 'debian/dpkg'],
    ['dpkg installed on Fedora', [DPKG, RPM], 'ID=fedora', 'fedora/rpm'],
    [
      'a derivative of Debian with both',
      [DPKG, RPM],
      'ID=mine\nID_LIKE="other ubuntu debian"',
      'ubuntu/dpkg',
    ],
    ['ID before ID_LIKE', [DPKG, RPM], 'ID=rhel\nID_LIKE=debian', 'fedora/rpm'],
  ])('%s', (_, databases, release, family) => {
    for (const backends of [
      [dpkg, rpm],
      [rpm, dpkg],
    ]) {
      expect(detectBackend(backends, host(databases, release)).family.name).toBe(family);
    }
  });

  it('traces of a package manager whose plugin is installed: where that looks, not how to install it', () => {
    const empty = host(['/var/lib/rpm/.dbenv.lock']);
    const known = [{ name: '@supermin/backend-rpm', backend: 'rpm', traces: ['/var/lib/rpm'] }];
    const error = (hint: unknown) =>
      expect.objectContaining({ code: 'BACKEND_NOT_DETECTED', hint });
    expect(() => detectBackend([dpkg, rpm], empty, { known })).toThrow(
      error(expect.stringMatching(/^@supermin\/backend-rpm is installed; it looks for \S+rpmdb/)),
    );
    expect(() => detectBackend([dpkg], empty, { known })).toThrow(
      error(expect.stringContaining('npm install @supermin/backend-rpm')),
    );
    expect(() => detectBackend([dpkg], empty)).toThrow(
      error("installed plugins know debian/dpkg, ubuntu/dpkg; see 'supermin plugins'"),
    );
  });

  it('none: says what the plugins know', () => {
    const empty = host([]);
    expect(() => detectBackend([dpkg, rpm], empty)).toThrow(
      expect.objectContaining({
        code: 'BACKEND_NOT_DETECTED',
        message: `${empty.root} has no package database that an installed plugin can read`,
        hint: expect.stringContaining('debian/dpkg, ubuntu/dpkg, fedora/rpm, suse/rpm'),
      }),
    );
    expect(() => detectBackend([], empty)).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('know none') }),
    );
  });

  it('several, and os-release does not help: an error that says how to choose', () => {
    expect(() => detectBackend([dpkg, rpm], host([DPKG, RPM], 'ID=other'))).toThrow(
      expect.objectContaining({
        code: 'BACKEND_AMBIGUOUS',
        message: expect.stringContaining('dpkg and rpm'),
        hint: 'choose one: --backend dpkg or --backend rpm',
      }),
    );
    const twins = ['supermin-backend-a', 'supermin-backend-b'].map((name) => foundBackend(name));
    expect(() => detectBackend(twins, host([DPKG], 'ID=other'))).toThrow(
      expect.objectContaining({
        hint: 'choose one: --backend supermin-backend-a or --backend supermin-backend-b',
      }),
    );
  });

  it('a plugin that claims the database of one of ours comes second, unless the user has specified it', () => {
    const thief = foundBackend('supermin-backend-thief');
    const own = foundBackend('@supermin/backend-dpkg');
    const root = host([DPKG], 'ID=debian');
    expect(detectBackend([thief, own], root).found).toBe(own);
    expect(detectBackend([thief], root).found).toBe(thief);
    const specified = { ...thief, plugin: { ...thief.plugin, specified: true } };
    expect(detectBackend([own, specified], root).found).toBe(specified);
  });

  it('a database that may not be read is there: the backend will say so better', () => {
    const readable = host([]);
    const stat = (path: string) => {
      if (path === DPKG) throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
      return readable.stat(path);
    };
    expect(detectBackend([dpkg, rpm], { ...readable, stat }).found).toBe(dpkg);
  });

  it('a root that this user may not enter is no root with every database', () => {
    const closed = () => {
      throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
    };
    const root = { ...host([DPKG]), stat: closed, lstat: closed, readFile: closed };
    expect(() => detectBackend([dpkg, rpm], root)).toThrow(
      expect.objectContaining({
        code: 'ROOT_UNREADABLE',
        message: `${root.root}: permission denied: this user cannot look into it`,
      }),
    );
  });
});

it('withFamily: of a backend that was chosen by name', () => {
  expect(withFamily(rpm, { id: 'opensuse', idLike: ['suse'], versionId: '' }).family.name).toBe(
    'suse/rpm',
  );
  expect(withFamily(rpm, { id: 'linux', idLike: [], versionId: '' }).family.name).toBe(
    'fedora/rpm',
  );
});
