import { backend } from '@supermin/backend-dpkg';
import type { Lock } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { openLock } from '../../src/open/open-lock.ts';

const common = { source: 0, sha256: '', path: 'pool' };
const TOOL = { ...common, id: 'tool', name: 'tool', version: '1.0', arch: 'amd64', size: 1000 };
const LIB = { ...common, id: 'lib:i386', name: 'lib', version: '2', arch: 'i386', size: 20 };
const KERNEL = { ...common, id: 'linux', name: 'linux', version: '6', arch: 'amd64', size: 3 };

function lockOf(more: Partial<Lock>): Lock {
  return {
    ...{ backend: 'dpkg', family: 'debian/dpkg', from: ['debian:bookworm'] },
    ...{ arch: 'amd64', cpu: 'x86_64', requested: ['tool'], sources: [], packages: [] },
    ...more,
  };
}

const releaseOf = (more: Partial<Lock>) => openLock(lockOf(more), backend, []).release;

describe('openLock', () => {
  it('has the packages of a lock, and what is downloaded of each; nothing of files', () => {
    const subject = openLock(lockOf({ packages: [LIB, TOOL] }), backend, ['tool']);
    const distro = 'distro=debian-bookworm';
    expect({ ...subject, close: undefined }).toEqual({
      ...{ kind: 'packages', names: ['tool'] },
      packages: [
        {
          ...{ id: 'lib:i386', name: 'lib', version: '2', arch: 'i386', source: undefined },
          ...{ purl: `pkg:deb/debian/lib@2?arch=i386&${distro}`, download: 20 },
        },
        {
          ...{ id: 'tool', name: 'tool', version: '1.0', arch: 'amd64', source: undefined },
          ...{ purl: `pkg:deb/debian/tool@1.0?arch=amd64&${distro}`, download: 1000 },
        },
      ],
      release: { id: 'debian', idLike: [], versionId: 'bookworm' },
      notes: ['sizes are those of the package files; --files downloads them, and tells more'],
    });
    expect(subject.close()).toBeUndefined();
  });

  it('has the package of the kernel behind the others', () => {
    const { packages } = openLock(lockOf({ packages: [TOOL], kernel: KERNEL }), backend, []);
    expect(packages.map(({ id, download }) => [id, download])).toEqual([
      ['tool', 1000],
      ['linux', 3],
    ]);
  });

  it.each([
    ['debian:bookworm', 'debian', 'bookworm'],
    ['debian:bookworm@20260101T000000Z', 'debian', 'bookworm'],
    ['opensuse-leap:15.6', 'opensuse-leap', '15.6'],
    ['/etc/apt/my.sources', 'debian', ''],
    ['/a:b', 'debian', ''],
    ['host', 'debian', ''],
  ])('--from %s is of the distribution %s, version %j', (from, id, versionId) => {
    expect(releaseOf({ from: [from, 'other:1'] })).toEqual({ id, idLike: [], versionId });
  });

  it('without --from it is of the distribution of its family', () => {
    expect(releaseOf({ from: [], family: 'ubuntu/dpkg' })).toMatchObject({ id: 'ubuntu' });
  });
});
