import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { encodeLock, fromUnicode } from '@supermin/core';
import { AptRepository, type DebDescription } from '@supermin/test-support/apt';
import { scratchDirectory } from '@supermin/test-support/scratch';

const PACKAGES: readonly DebDescription[] = [
  { name: 'tool', fields: { Depends: 'library' }, files: { 'bin/tool': '#!/bin/sh\n' } },
  { name: 'library', version: '1.5', files: { 'usr/lib/library.so': 'elf' } },
];

/** A small appliance with a lock.json of two packages, `tool` and `library`, which lie in a directory of this machine. */
export function lockedAppliance(): { appliance: string; sizes: number[]; digests: string[] } {
  const mirror = scratchDirectory();
  const repository = new AptRepository(mirror, PACKAGES);
  const packages = PACKAGES.map((each) => {
    const file = repository.poolFile(each);
    const bytes = readFileSync(file);
    const { name, version = '1' } = each;
    return {
      ...{ name, version, arch: 'all', id: name, source: 0, path: file.slice(mirror.length + 1) },
      ...{ size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
    };
  });
  const lock = encodeLock({
    ...{ backend: 'dpkg', family: 'debian/dpkg', from: ['debian:stable'], arch: 'amd64' },
    ...{ cpu: 'x86_64', requested: ['tool'], sources: [{ uri: fromUnicode(`file:${mirror}`) }] },
    packages,
  });
  return {
    appliance: scratchDirectory({ packages: 'tool\n', 'lock.json': lock }),
    sizes: packages.map(({ size }) => size),
    digests: packages.map(({ sha256 }) => sha256),
  };
}
