import { expect, test } from 'vitest';
import { isInitrdModule } from '../../src/initrd/module-patterns.ts';

test.each([
  'ext2',
  'ext4',
  'virtio',
  'virtio_blk',
  'virtio-rng',
  'virtiofs',
  'libata',
  'piix',
  'ata_piix',
  'ata-piix',
  'sd_mod',
  'crc32c-intel',
  'crct10dif-pclmul',
  'libcrc32c',
  'ibmvscsi',
  'libnvdimm',
  'nd_pmem',
  'nd_btt',
  'nfit',
  '9p',
  '9pnet_virtio',
])('%s is wanted', (name) => {
  expect(isInitrdModule(name)).toBe(true);
});

test.each([
  'virtio-gpu',
  'virtio_gpu',
  'ext3',
  'ext4x',
  'vmw_vsock_virtio',
  'sd',
  'xfs',
  '9pnet_rdma',
])('%s is not', (name) => {
  expect(isInitrdModule(name)).toBe(false);
});

test("the root's own filesystem is, and what makes it writable", () => {
  expect(isInitrdModule('xfs', 'xfs')).toBe(true);
  expect(isInitrdModule('overlay', 'xfs')).toBe(true);
  expect(isInitrdModule('btrfs', 'xfs')).toBe(false);
  expect(isInitrdModule('overlay')).toBe(false);
});
