import { expect, it } from 'vitest';
import { requireForkable } from '../../src/start/fork-obstacle.ts';
import { applianceFiles, disk, planOf, share } from './plan.ts';

it.each<[string, Parameters<typeof planOf>[0]]>([
  ['a root on a disk', {}],
  ['disks that it only reads', { disks: [disk(true)] }],
  ['a card', { network: true }],
])('lets a VM be forkable that has %s', (_, options) => {
  expect(() => requireForkable(planOf({ ...options, forkable: true }))).not.toThrow();
});

const { root, ...without } = applianceFiles();

it.each<[string, Parameters<typeof planOf>[0], RegExp]>([
  ['of another architecture', { cpu: 'aarch64' }, /not been tried on aarch64$/],
  ['with shares', { shares: [share(true)], daemon: '' }, /directories are shared/],
  ['whose root is in the initrd', { appliance: without }, /root is not a disk/],
  ['with a disk that it writes to', { disks: [disk(true), disk()] }, /may write to/],
])('refuses to make one forkable %s, which else may be as it is', (_, options, message) => {
  expect(() => requireForkable(planOf({ ...options, forkable: true }))).toThrow(
    expect.objectContaining({ code: 'VM_NOT_FORKABLE', message: expect.stringMatching(message) }),
  );
  expect(() => requireForkable(planOf(options))).not.toThrow();
});
