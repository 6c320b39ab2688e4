/**
 * What is in small appliances, in outputs, and in sets of packages.
 *
 * @module
 */

export type * from './model/inventory.ts';
export type { Subject, SubjectPackage } from './model/subject.ts';
export { takeInventory } from './model/take-inventory.ts';
export { type OpenImageOptions, openImage } from './open/open-image.ts';
export { openLock } from './open/open-lock.ts';
export { type OpenOutputOptions, openOutput } from './open/open-output.ts';
export { type OpenPlannedOptions, openPlanned } from './open/open-planned.ts';
export type { RootContext } from './open/open-root.ts';
export { fileList } from './report/file-list.ts';
export { inventoryText } from './report/text.ts';
export { cyclonedx } from './sbom/cyclonedx.ts';
export { type SbomDocument, type SbomOptions, sbomDocument } from './sbom/document.ts';
export { spdx } from './sbom/spdx.ts';
export { sizePage } from './treemap/page.ts';
export { explain, type Question } from './why/explain.ts';
export type * from './why/explanation.ts';
export { explanationText } from './why/text.ts';
