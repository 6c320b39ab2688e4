import { canonicalName } from '../modules/selection.ts';

/**
 * The modules that the mini initrd needs to find and mount an ext2 root on any disk that a VM may have: supermin 5's
 * list. Most of them are not there or built in on any one kernel.
 */
const WANTED = [
  'ext2',
  'ext4',
  // Disks, consoles, shared directories, random numbers.
  'virtio*',
  // IDE and SATA.
  'libata*',
  'piix*',
  'ata_piix',
  'sd_mod',
  // Checksums that ext4 and others ask for by name, which modules.dep does not tell.
  'crc*',
  'libcrc*',
  // IBM POWER.
  'ibmvscsi*',
  // Persistent memory.
  'libnvdimm',
  'nd_pmem',
  'nd_btt',
  'nfit',
  // Shared directories of `supermin run` where the kernel has no virtiofs.
  '9p',
  '9pnet_virtio',
];

/** It would bring the whole graphics stack along. */
const UNWANTED = ['virtio_gpu'];

/** What another filesystem than ext2 needs besides its driver: a writable layer over one that cannot be written. */
const LAYER = 'overlay';

/**
 * True for the name of a module (`virtio_blk`) that belongs in the mini initrd.
 *
 * @param filesystem of the root, if it is not ext2: the kernel's drivers have their names
 */
export function isInitrdModule(name: string, filesystem?: string): boolean {
  const canonical = canonicalName(name);
  if (filesystem !== undefined && [canonicalName(filesystem), LAYER].includes(canonical))
    return true;
  return WANTED.some((pattern) => fits(pattern, canonical)) && !UNWANTED.includes(canonical);
}

function fits(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
