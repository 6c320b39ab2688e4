import type { Backend, Lock, OsRelease } from '@supermin/core';
import type { Subject } from '../model/subject.ts';
import { describePackage } from './open-root.ts';

/** Packages of a lock, by what it says itself: nothing is downloaded, so that nobody knows their files. */
export function openLock(lock: Lock, backend: Backend, names: readonly string[]): Subject {
  const release = releaseOf(lock);
  const described = [...lock.packages, ...(lock.kernel === undefined ? [] : [lock.kernel])];
  const packages = described.map((pkg) => ({
    ...describePackage(pkg, { backend, release }),
    download: pkg.size,
  }));
  return {
    ...{ kind: 'packages', names, packages, release },
    notes: ['sizes are those of the package files; --files downloads them, and tells more'],
    close: () => {},
  };
}

/** `debian:bookworm` is what there is to say of the distribution, before there is an os-release. */
function releaseOf({ from, family }: Lock): OsRelease {
  const [, id, version] = /^([a-z0-9-]+):([^@]+)/.exec(from[0] ?? '') ?? [];
  const own = family.split('/')[0]!;
  return { id: id ?? own, idLike: [], versionId: version ?? '' };
}
