import type { BytePath } from '@supermin/core';
import type { Appliance } from '../appliance/appliance-files.ts';
import type { Argument } from '../session/fields.ts';
import type { Share } from '../shares/shares.ts';
import type { CommandOptions, MachineOptions, Streams } from './machine-options.ts';

/** One command in a full appliance that is there. */
export interface ApplianceRun extends MachineOptions, CommandOptions, Partial<Streams> {
  appliance: Appliance;
  /** The guest's architecture, any usual spelling. Default: this machine's. */
  cpu?: string;
  /** Program and arguments; the program is looked up on the guest's PATH. Default: a shell. */
  argv?: readonly Argument[];
  /** Working directory in the guest. Default: `/`. */
  cwd?: BytePath;
  shares?: readonly Share[];
  /** The user's cache directory for supermin: what is known of this host's KVM is kept there. */
  cacheDirectory?: BytePath;
}

export interface RunOutcome {
  /** The command's exit status, 128+N when it was killed by signal N. */
  status: number;
}
