export { isSmallAppliance } from './appliance/appliance-files.ts';
export type { ApplianceOptions } from './appliance/build-appliance.ts';
export type { ChosenPlugins, PluginRequest } from './appliance/choose-plugins.ts';
export type { ConfigureOptions, ConfigureRequest } from './appliance/configure.ts';
export { locatePackage } from './appliance-package/locate.ts';
export { type AppliancePackage, readAppliancePackage } from './appliance-package/read-package.ts';
export { configuredRoot } from './configure/configured-root.ts';
export type { Problem, VmFileError } from './errors/files.ts';
export type { CopyOptions } from './files/copy-in.ts';
export type { CopyResult } from './files/copy-out.ts';
export type { FileEntry } from './files/file-entry.ts';
export type {
  FileOptions,
  ReadOptions,
  RemoveOptions,
  VmFiles,
  WriteOptions,
} from './files/vm-files.ts';
export type { ExecOptions, ExecResult, SpawnOptions } from './job/job-options.ts';
export type { Surroundings } from './job/surroundings.ts';
export type { VmJob } from './job/vm-job.ts';
export type { Disk } from './machine/disk.ts';
export type { MachineOptions } from './machine/machine-options.ts';
export type { NetworkRequest } from './machine/network.ts';
export { nameLog } from './named/log.ts';
export type { RequestedAccelerator } from './qemu/accelerator.ts';
export type { PublishedPort } from './qemu/network.ts';
export type { CommandOptions } from './run/command-options.ts';
export { run } from './run/run.ts';
export type { RunOptions, RunResult } from './run/run-options.ts';
export type { Argument } from './session/fields.ts';
export type { JobExit } from './session/guest-job.ts';
export type { InputData } from './session/input-of.ts';
export type { WindowSize } from './session/protocol.ts';
export type { SharedDirectory } from './shares/shared-directory.ts';
export type { ForkOptions } from './start/fork-options.ts';
export { type NamedRun, runNamed } from './supervisor/run-named.ts';
export { Vm, type VmSnapshot } from './vm/vm.ts';
export type { VmOptions } from './vm/vm-options.ts';
