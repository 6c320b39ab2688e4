export { SmallRoot } from './small-root.ts';
