import { expect, test } from 'vitest';
import { requireRootDriver } from '../../src/initrd/root-driver.ts';
import { readModuleIndex } from '../../src/modules/module-index.ts';
import { FakeRoot } from '../kernel/fixture.ts';

const KERNEL = { path: '/boot/vmlinuz-6.1', version: '6.1', modules: '/lib/modules/6.1' };

/** @param modules those that modules.dep lists; `!` before one that is not in the initrd */
function check(modules: string, builtin?: string, filesystem?: string): void {
  const root = new FakeRoot();
  const listed = modules.split(' ').filter(Boolean);
  const path = (name: string) => `${name.replace('!', '')}.ko`;
  const lines = listed.map((name) => {
    const [module, needs = ''] = name.split('>');
    return `${path(module!)}: ${needs && path(needs)}\n`;
  });
  root.file('/lib/modules/6.1/modules.dep', lines.join(''));
  if (builtin !== undefined) {
    const list = builtin.split(' ').map((name) => `kernel/${name}.ko\n`);
    root.file('/lib/modules/6.1/modules.builtin', list.join(''));
  }
  const present = listed.filter((name) => !name.startsWith('!')).map((name) => name.split('>')[0]!);
  const index = readModuleIndex(root.host, KERNEL.modules);
  const complete = present.length === listed.length;
  const there = { modules: new Set(present.map(path)), complete };
  requireRootDriver(KERNEL, index, there, filesystem);
}

test.each([
  ['modules for a virtio disk', 'ext4 virtio_pci virtio_blk', ''],
  ['a name with - for _', 'ext4 virtio-pci virtio-blk', ''],
  ['modules for a SCSI disk', 'ext4 virtio_mmio virtio_scsi sd_mod', ''],
  ['all built in', '', 'ext4 virtio_pci virtio_blk'],
  ['some built in', 'ext4 virtio_blk', 'virtio_pci'],
  ['another disk, built in', 'ext2 sd_mod', 'nvme'],
  ['one way of two', 'ext4 virtio_pci virtio_blk virtio_scsi !sd_mod', ''],
  ['nobody knows what is built in', '', undefined],
  ['nobody knows whether the bus is built in', 'ext4 virtio_blk', undefined],
])('enough: %s', (_, modules, builtin) => {
  expect(() => check(modules, builtin)).not.toThrow();
});

test.each([
  ['no module is there', '!ext4 !virtio_pci !virtio_blk', 'loop'],
  ['none is listed', '', 'loop'],
  ['a disk without its bus', 'ext4 virtio_blk', 'loop'],
  ['the bus is missing', 'ext4 !virtio_pci virtio_blk', 'loop'],
  ['what the driver needs is missing', 'ext4 virtio_pci virtio_blk>virtio !virtio', 'loop'],
  ['a cloud kernel without its modules', '!virtio_pci !virtio_blk', 'ext4 nvme'],
  ['SCSI without disks', 'ext4 virtio_pci virtio_scsi !sd_mod', 'loop'],
])('not enough: %s', (_, modules, builtin) => {
  expect(() => check(modules, builtin)).toThrow(
    expect.objectContaining({
      code: 'ROOT_DRIVER',
      message: expect.stringMatching(/^the appliance cannot boot: the kernel 6\.1 .* root disk/),
    }),
  );
});

test('a disk, but nothing to read it with', () => {
  expect(() => check('virtio_pci virtio_blk !ext4', 'loop')).toThrow(
    expect.objectContaining({ message: expect.stringContaining('root filesystem (ext4, ext2') }),
  );
});

test('another filesystem than ext2: its own driver counts', () => {
  const disk = 'virtio_pci virtio_blk';
  expect(() => check(`${disk} erofs`, 'loop', 'erofs')).not.toThrow();
  expect(() => check(`${disk} ext4 !erofs`, 'loop', 'erofs')).toThrow(
    expect.objectContaining({ message: expect.stringContaining('root filesystem (erofs') }),
  );
});
