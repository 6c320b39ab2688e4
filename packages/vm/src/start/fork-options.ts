import type { MachineOptions } from '../machine/machine-options.ts';

/** What may be said of a VM that is restored from another one. All else is as it was there, but it has no published ports unless it is given some. */
export type ForkOptions = Pick<
  MachineOptions,
  'hostname' | 'publish' | 'forkable' | 'timeout' | 'console' | 'signal' | 'report'
>;
