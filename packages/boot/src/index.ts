export { guestInitPath } from './guest/guest-init.ts';
export { isInitrdModule } from './initrd/module-patterns.ts';
export { type InitrdContext, writeInitrd } from './initrd/write-initrd.ts';
export { chooseKernel } from './kernel/choose-kernel.ts';
export type { Kernel, KernelRequest } from './kernel/kernel.ts';
export { kernelInputs } from './kernel/kernel-inputs.ts';
export { writeKernel } from './kernel/write-kernel.ts';
export { addModules } from './modules/add-modules.ts';
export { moduleClosure } from './modules/closure.ts';
export {
  type ModulesDep,
  moduleName,
  parseModulesDep,
  readModulesDep,
} from './modules/modules-dep.ts';
export { unpackModule } from './modules/unpack-module.ts';
