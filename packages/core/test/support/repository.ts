import { createHash } from 'node:crypto';
import { scratchDirectory } from '@supermin/test-support/scratch';
import type { Backend } from '../../src/plugin/contract.ts';
import type { RepositorySupport } from '../../src/plugin/repository-contract.ts';
import type { Lock } from '../../src/repository/lock.ts';

/** A backend that has packages of locks, and no database. */
export function backendOf(unpack: RepositorySupport['unpack']): Backend {
  return {
    name: 'fake',
    freshness: () => [],
    open: () => Promise.reject(new Error('not asked')),
    repository: {
      open: () => Promise.reject(new Error('not asked')),
      addresses: ({ uri }, { path }) => [`${uri}/${path}`],
      unpack,
      root: () => ({ below: new Map(), emptied: [], above: new Map() }),
    },
  };
}

/** A lock of one package, whose file is there. */
export function lockOf(bytes: Buffer): Lock {
  const mirror = scratchDirectory({ 'x.tar': bytes });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const pkg = { name: 'x', version: '1', arch: 'all', id: 'x', source: 0, path: 'x.tar' };
  return {
    ...{ backend: 'fake', family: 'fake/fake', from: [], arch: 'all', cpu: 'x86_64' },
    ...{ requested: [], sources: [{ uri: `file://${mirror}` }] },
    packages: [{ ...pkg, size: bytes.length, sha256 }],
  };
}
