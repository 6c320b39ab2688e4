import type { BytePath } from '@supermin/core';
import type { Appliance } from '../appliance/appliance-files.ts';
import type { Share } from '../shares/shares.ts';
import type { Virtiofsd } from '../shares/virtiofsd.ts';
import type { MachineOptions } from './machine-options.ts';

/** A VM from a full appliance that is there. */
export interface ApplianceVm extends MachineOptions {
  appliance: Appliance;
  /** The guest's architecture, any usual spelling. Default: this machine's. */
  cpu?: string;
  shares?: readonly Share[];
  /** What serves directories by virtiofs, or why nothing does, if that has been looked for. */
  daemon?: Virtiofsd | string;
  /** The user's cache directory for supermin: what is known of this host's KVM is kept there. */
  cacheDirectory?: BytePath;
}
