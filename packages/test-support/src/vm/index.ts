export {
  type BootPackage,
  ensureGuestInit,
  makeAppliance,
  type TestAppliance,
} from './appliance.ts';
export { copyPrograms, makeImage, whyNoVm } from './vm-root.ts';
