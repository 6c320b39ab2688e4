export { copyPrograms, makeImage, whyNoVm } from './vm-root.ts';
