import { readFileSync } from 'node:fs';

/** What this process may do, as far as the confinement of virtiofsd is concerned. */
export interface Privileges {
  root: boolean;
  /** Effective ones. */
  capabilities: bigint;
  /** Supplementary groups: the C daemon drops them, which an ordinary user may only do with newgidmap. */
  groups: number;
}

export function ownPrivileges(): Privileges {
  return privilegesOf(readFileSync('/proc/self/status', 'latin1'));
}

/** @param status as in /proc/PID/status */
export function privilegesOf(status: string): Privileges {
  const lines = status.split('\n').map((line) => line.split(/\s/).filter(Boolean));
  const fields = (name: string) => lines.find(([key]) => key === name)!.slice(1);
  const [, effective] = fields('Uid:');
  return {
    root: effective === '0',
    capabilities: BigInt(`0x${fields('CapEff:')[0]}`),
    // Not process.getgroups(): that one adds the primary group.
    groups: fields('Groups:').length,
  };
}
