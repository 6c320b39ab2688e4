export { modulesOptionUnfit } from './errors/modules-option.ts';
export { type Architecture, architectureOf } from './guest/architecture.ts';
export { findGuestInit, guestInitPath } from './guest/guest-init.ts';
export { type PutInitrdContext, putInitrd } from './initrd/put-initrd.ts';
export { type InitrdContext, OWN_DIRECTORY, writeInitrd } from './initrd/write-initrd.ts';
export { chooseKernel } from './kernel/choose-kernel.ts';
export { type ExtSuperblock, readExtSuperblock } from './kernel/ext-superblock.ts';
export type { Kernel, KernelRequest } from './kernel/kernel.ts';
export { kernelInputs } from './kernel/kernel-inputs.ts';
export { kernelModules } from './kernel/kernel-modules.ts';
export { type ModulesImage, modulesDirectory, readModulesImage } from './kernel/modules-image.ts';
export { type UnpackOptions, unpackedKernel } from './kernel/unpacked-kernel.ts';
export { writeKernel } from './kernel/write-kernel.ts';
export { addModules, readModules } from './modules/add-modules.ts';
export { moduleClosure } from './modules/closure.ts';
export {
  type ModulesDep,
  moduleName,
  readModulesDep,
} from './modules/modules-dep.ts';
export { modulesParents } from './modules/modules-parents.ts';
export {
  type ModuleSource,
  type OpenModulesContext,
  openModules,
} from './modules/open-modules.ts';
export { putSelectedModules } from './modules/put-selected-modules.ts';
export { type ModuleSelection, parseModules } from './modules/selection.ts';
export {
  type UnpackContext,
  type UnpackedModules,
  unpackModules,
} from './modules/unpack-modules.ts';
