/**
 * What the commands of `npm create` share. Private: it is bundled into them.
 *
 * @module
 */

export { CreateError } from './create-error.ts';
export { type PackageName, parseName } from './name.ts';
export { OwnPackage } from './own-package.ts';
export type { PlannedFile } from './planned-file.ts';
export { runCreate } from './run-create.ts';
export { writePackage } from './write.ts';
