export {
  type BootPackage,
  ensureGuestInit,
  makeAppliance,
  type TestAppliance,
} from './appliance.ts';
export { type SerialLog, serialLog } from './serial-log.ts';
export { copyPrograms, makeImage, whyNoVm } from './vm-root.ts';
