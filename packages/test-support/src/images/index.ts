export { digests, fsck, uuidOf } from './judges.ts';
export { listImage } from './list-image.ts';
