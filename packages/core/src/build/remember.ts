import type { BuildRecord, RecordContent } from '../cache/build-record.ts';
import { type FileState, outputStateOf, stateOf } from '../cache/file-state.ts';
import { say } from '../events/event.ts';
import { type BytePath, joinPath } from '../path/byte-path.ts';
import type { Job } from './job.ts';

/** The output is complete: that it cannot be remembered costs no more than the next build. */
export function remember(
  { records, report }: Job,
  output: BytePath,
  content: RecordContent,
): BuildRecord | undefined {
  try {
    return records?.save(output, content);
  } catch (error) {
    const text = `if-newer: cannot remember this build: ${(error as Error).message}`;
    say(report, text);
    return undefined;
  }
}

export function statesOf(paths: readonly BytePath[]): [BytePath, FileState][] {
  return paths.map((path) => [path, stateOf(path)]);
}

/** The files of these names in the output directory; for a writer that makes the directory itself, the directory. */
export function outputStatesOf(
  directory: BytePath,
  names: readonly string[],
): [BytePath, FileState][] {
  const paths = names.length === 0 ? [directory] : names.map((name) => joinPath(directory, name));
  return paths.map((path) => [path, outputStateOf(path)]);
}
