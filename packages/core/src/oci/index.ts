/**
 * OCI images: names of media types, descriptors, and image layouts in and out.
 *
 * @module
 */

export {
  type Descriptor,
  type ImageIndex,
  type ImageManifest,
  isDescriptor,
} from './descriptor.ts';
export { ImageLayout } from './layout.ts';
export { ANNOTATIONS, MEDIA_TYPES } from './media-types.ts';
export { type Platform, platformOf } from './platform.ts';
