import { archive } from '@supermin/test-support/archive';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { unopenedRoot } from '../../src/repository/unopened-root.ts';
import { sourceOf } from '../support/layers.ts';
import { backendOf, lockOf } from '../support/repository.ts';

it('a root of locked packages is known before anything of it is fetched', async () => {
  let unpacked = 0;
  const backend = backendOf(async () => {
    unpacked++;
    return sourceOf([{ name: 'etc/x', content: 'text' }]);
  });
  const lock = { ...lockOf(archive([])), from: ['fake:1', 'fake:2'] };
  const root = unopenedRoot(lock, { backend, cacheDirectory: scratchDirectory() });
  expect(root).toMatchObject({ name: 'fake:1+fake:2', cpu: 'x86_64' });
  expect(unpacked).toBe(0);
  const { host, digest } = await root.open();
  expect(host.readFile('/etc/x').toString()).toBe('text');
  expect([digest, unpacked]).toEqual([root.digest, 1]);
});
