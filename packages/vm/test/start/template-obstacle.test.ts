import { describe, expect, it } from 'vitest';
import { obstacle } from '../../src/start/template-obstacle.ts';
import { applianceFiles, disk, planOf, share } from './plan.ts';

type Options = Parameters<typeof planOf>[0];

const { root, ...without } = applianceFiles();
const disks = (count: number) => Array.from({ length: count }, () => disk());

describe('what keeps a VM from being restored from a saved one', () => {
  it.each<[string, Options]>([
    ['its root is a disk', {}],
    ['its root is a share', { appliance: { ...without, rootShare: rootShare() } }],
    ['eight shares and disks', { shares: [share()], daemon: '', disks: disks(7) }],
    ['a command comes first', { warm: ['true'] }],
    ['it can be forked', { forkable: true }],
  ])('is nothing where %s', (_, options) => {
    expect(obstacle(planOf(options))).toBeUndefined();
  });

  it.each<[string, Options]>([
    ['not wanted', { template: false }],
    ['there is no cache directory', { cacheDirectory: undefined }],
    ['not tried on aarch64', { cpu: 'aarch64' }],
    ['the root is in the initrd', { appliance: without }],
    ['QEMU has options of the user', { qemuOptions: ['-S'] }],
    ['more than 8 shares and disks', { shares: [share()], daemon: '', disks: disks(8) }],
    ['the command that comes first may need shares and disks', { warm: ['true'], disks: disks(1) }],
    ['it is to be saved with its disks', { forkable: true, disks: [disk(true)] }],
  ])('is said: %s', (reason, options) => {
    expect(obstacle(planOf(options))).toBe(reason);
  });
});

function rootShare() {
  return { ...share(true), type: 'virtiofs' as const, tag: 'root' };
}
