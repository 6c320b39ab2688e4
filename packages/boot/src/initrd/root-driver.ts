import type { BytePath } from '@supermin/core';
import { rootDriverMissing } from '../errors/modules.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { ModuleIndex } from '../modules/module-index.ts';

const VIRTIO = ['virtio_pci', 'virtio_mmio', 'virtio_ccw'];

/** What makes a disk appear: any line will do, with all that is in it. */
const DISKS: readonly (readonly string[])[] = [
  ...VIRTIO.map((bus) => [bus, 'virtio_blk']),
  ...VIRTIO.map((bus) => [bus, 'virtio_scsi', 'sd_mod']),
  ...['ata_piix', 'ahci', 'ibmvscsi'].map((bus) => [bus, 'sd_mod']),
  ['nd_pmem'],
];

/** No module of these is in an initrd, but a kernel made for such machines has them built in. */
const OTHER_DISKS: readonly (readonly string[])[] = [
  ...['hv_storvsc', 'vmw_pvscsi'].map((bus) => [bus, 'sd_mod']),
  ...['nvme', 'xen_blkfront', 'mmc_block'].map((driver) => [driver]),
];

const FILESYSTEMS = ['ext4', 'ext2'];

/** Modules that are in an initrd. */
export interface PresentModules {
  /** As modules.dep has them. */
  modules: ReadonlySet<BytePath>;
  /**
   * Is none missing that should be in it? Else the disks that most VMs have must work: NVMe, which cloud kernels have built in,
   * would not help them.
   */
  complete: boolean;
}

/**
 * Refuses an initrd that could not mount the root: the appliance would wait for its disk for ever. Where the kernel's build
 * left no list of what is built in, whatever is no module may be.
 *
 * @param filesystem of the root. Default: ext2, which ext4's driver serves as well
 * @throws SuperminError `ROOT_DRIVER`
 */
export function requireRootDriver(
  kernel: Kernel,
  index: ModuleIndex,
  { modules, complete }: PresentModules,
  filesystem?: string,
): void {
  const filesystems = filesystem === undefined ? FILESYSTEMS : [filesystem];
  const isThere = (path: BytePath) => modules.has(path);
  const works = (name: string) => {
    const paths = index.find(name);
    return (
      index.isBuiltin(name) ||
      (paths.length === 0 && !index.knowsBuiltin) ||
      paths.some((path) => isThere(path) && (index.needs.get(path) ?? []).every(isThere))
    );
  };
  const any = (ways: readonly (readonly string[])[]) => ways.some((way) => way.every(works));
  if (!any(complete ? [...DISKS, ...OTHER_DISKS] : DISKS))
    throw rootDriverMissing(kernel, 'disk', 'virtio_blk, virtio_scsi, ata_piix');
  if (!filesystems.some(works))
    throw rootDriverMissing(kernel, 'filesystem', filesystems.join(', '));
}
