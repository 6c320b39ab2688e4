export { differences } from './differences.ts';
export { type Entry, type Listing, listDirectory } from './list-directory.ts';
