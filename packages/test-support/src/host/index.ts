export { hostOfParts } from './host-of-parts.ts';
