import type { BytePath } from '@supermin/core';

/** What a supervisor tells of its VM. */
export interface VmInfo {
  name: string;
  /** The supervisor's process. */
  pid: number;
  /** When it was asked for, as ISO 8601. */
  since: string;
  state: 'starting' | 'running' | 'stopping';
  /** What it was made from: `packages`, an appliance's directory or package, or this machine. */
  image: string;
  /** Packages that were asked for by name. */
  packages: readonly string[];
  /** COMMAND and its arguments; empty for a VM that runs until it is stopped. */
  command: readonly string[];
  /** `ADDRESS:PORT->GUEST` of each TCP port that is published. */
  ports: readonly string[];
  /** Directories of this machine, and where the VM has them. */
  shares: readonly { directory: BytePath; mount: BytePath }[];
  /** Whether its root is this machine's. */
  hostRoot: boolean;
  /** Where the output of a detached COMMAND goes. */
  log?: string | undefined;
}
