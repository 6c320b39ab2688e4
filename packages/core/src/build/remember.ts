import type { BuildRecord, RecordContent } from '../cache/build-record.ts';
import { outputSignatureOf, type Signature, signatureOf } from '../cache/signature.ts';
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

export function signed(paths: readonly BytePath[]): [BytePath, Signature][] {
  return paths.map((path) => [path, signatureOf(path)]);
}

/** The files of these names in the output directory; for a writer that makes the directory itself, the directory. */
export function signedOutputs(
  directory: BytePath,
  names: readonly string[],
): [BytePath, Signature][] {
  const paths = names.length === 0 ? [directory] : names.map((name) => joinPath(directory, name));
  return paths.map((path) => [path, outputSignatureOf(path)]);
}
