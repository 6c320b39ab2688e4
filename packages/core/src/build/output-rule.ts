import { statSync } from 'node:fs';
import type { BuildRecord } from '../cache/build-record.ts';
import { isSameInode } from '../cache/file-state.ts';
import { shownPath } from '../host/place.ts';
import {
  type FoundDirectory,
  holdsExactly,
  holdsOnly,
  type OutputRule,
} from '../output/guard-output.ts';
import { type BytePath, baseName, fromUnicode, toSystemPath } from '../path/byte-path.ts';
import type { Writer, WriterContext } from '../plugin/contract.ts';
import type { Job } from './job.ts';
import { layeredRootOf } from './options.ts';
import { writerOutputs } from './writer-promises.ts';

/** What a build may replace. */
export function outputRule(job: Job, loading: Promise<Writer>, context: WriterContext): OutputRule {
  const { force = false, packageOf } = job.options;
  const isEarlier = (found: FoundDirectory) => isEarlierOutput(found, job, loading, context);
  return { reads: pathsRead(job), isEarlier, force, packageOf };
}

/** Files and directories that the user named, which are read: none may be lost to the output. */
function pathsRead({ host, inputs, options }: Job): BytePath[] {
  const { kernel, environment = {} } = options;
  const { SUPERMIN_KERNEL, SUPERMIN_MODULES } = environment;
  const ofHost = [SUPERMIN_KERNEL, SUPERMIN_MODULES]
    .filter(Boolean)
    .map((path) => fromUnicode(path!));
  // Else it is a version.
  if (kernel?.includes('/')) ofHost.push(kernel);
  return [
    ...options.inputs,
    ...inputs,
    ...(host.root === '/' || layeredRootOf(options) !== undefined ? [] : [host.root]),
    ...ofHost.map((path) => (path.startsWith('/') ? shownPath(host, path) : path)),
  ];
}

/**
 * Is this what an earlier build made? By the record of the last one there: the directory that it made itself, or some of the
 * files that it made. Without a record: exactly the files that the writer makes.
 */
async function isEarlierOutput(
  found: FoundDirectory,
  { records }: Job,
  loading: Promise<Writer>,
  context: WriterContext,
): Promise<boolean> {
  const record = records?.load(found.path);
  // What was only found up to date, anybody can have put there.
  if (record !== undefined && !record.found && isRecorded(found, record)) return true;
  try {
    const names = writerOutputs(await loading, context);
    return names.length > 0 && holdsExactly(found, names);
  } catch {
    // What is wrong with the writer is said when it is its turn, if there is one.
    return false;
  }
}

function isRecorded(found: FoundDirectory, { outputs, builtAt }: BuildRecord): boolean {
  const [path, state] = outputs[0]!;
  if (path !== found.path)
    return holdsOnly(
      found,
      outputs.map(([file]) => baseName(file)),
    );
  if (!found.replaceable) return false;
  // A new directory may have got the number of the one that was removed.
  const { birthtimeMs } = statSync(toSystemPath(path));
  return birthtimeMs / 1000 <= builtAt && isSameInode(path, state);
}
