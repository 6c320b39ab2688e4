/**
 * For the command line: VMs with a name, which another process has. What programs want is `Vm` of `@supermin/vm`.
 *
 * @module
 */

export type { JobExit } from '../session/guest-job.ts';
export { execNamed, type NamedExecOptions } from './exec-named.ts';
export { listVms, type SilentVm } from './find-vm.ts';
export { type NewLog, newLog } from './log.ts';
export { type StopOptions, stopNamed } from './stop-named.ts';
export type { VmInfo } from './vm-info.ts';
export { checkName } from './vm-name.ts';
