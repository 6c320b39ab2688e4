export { contentsOf } from './contents-of.ts';
export { hostileArchives } from './hostile.ts';
export { archive, type Member } from './tar.ts';
