export { type WriteOptions, writeImage } from './image/write-image.ts';
export { parseSize, type SizeRequest } from './layout/size-request.ts';
export type { DataExtents } from './plan/data-extents.ts';
export type { DataRanges } from './plan/data-ranges.ts';
export { type ImagePlan, type PlanOptions, planImage } from './plan/image-plan.ts';
export type { Omission } from './plan/inventory.ts';
export type { Metadata } from './plan/metadata.ts';
