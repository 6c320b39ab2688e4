export { pick } from './pick.ts';
export { randomBytes } from './random-bytes.ts';
export { type Random, randomNumbers } from './random-numbers.ts';
