export type { Compression, Kind } from './options.ts';
export { writer } from './writer.ts';
