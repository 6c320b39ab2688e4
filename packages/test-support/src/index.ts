/**
 * What the tests of several packages need. Private, and for tests only: `npm run check` fails where a package imports it.
 *
 * @module
 */

export { hostOfParts } from './host-of-parts.ts';
export { hostileArchives } from './hostile.ts';
export { archive, type Member } from './tar.ts';
export { copyPrograms, makeImage, whyNoVm } from './vm-root.ts';
