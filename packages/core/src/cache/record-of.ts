import { statSync } from 'node:fs';
import { type BytePath, toSystemPath } from '../path/byte-path.ts';
import { realPath } from '../path/real-path.ts';
import { type BuildRecord, RecordStore } from './build-record.ts';
import { outputStateOf } from './file-state.ts';

/**
 * What is remembered of the build of an output, if its files are still those of that build.
 *
 * @param output the output directory
 * @param cache see `cacheDirectory()`
 */
export function recordOf(output: BytePath, cache: BytePath): BuildRecord | undefined {
  if (!statSync(toSystemPath(output), { throwIfNoEntry: false })?.isDirectory()) return undefined;
  const record = new RecordStore(cache).load(realPath(output));
  const isSame = record?.outputs.every(([path, before]) => outputStateOf(path) === before);
  return isSame ? record : undefined;
}
