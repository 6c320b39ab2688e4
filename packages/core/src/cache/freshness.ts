import type { Host } from '../host/host.ts';
import { bootId } from '../output/owner-tag.ts';
import { type BytePath, displayPath } from '../path/byte-path.ts';
import type { BuildRecord } from './build-record.ts';
import {
  type FileState,
  hostLinkStateOf,
  hostStateOf,
  NOT_THERE,
  outputStateOf,
  stateOf,
} from './file-state.ts';
import { sameHostfiles } from './hostfiles.ts';

/** What a build that is asked for now has to compare with the record of the last one. */
export interface CurrentInputs {
  facts: Record<string, string>;
  /** Input files in reading order. */
  inputs: readonly BytePath[];
  host: Host;
  signal?: AbortSignal;
}

/**
 * Compares an output with what it was made from.
 *
 * @returns undefined if it is up to date, else the reason why it is not, for `-v`
 */
export async function staleReason(
  record: BuildRecord,
  current: CurrentInputs,
): Promise<string | undefined> {
  return (
    changedFact(record.facts, current.facts) ??
    changedInputs(record.inputs, current.inputs) ??
    missingOutput(record) ??
    changedPath(record.outputs, outputStateOf) ??
    changedPath(record.inputs, stateOf) ??
    changedPath(record.watched, stateOf) ??
    otherBoot(record) ??
    (await changedHostfiles(record, current))
  );
}

function changedFact(
  before: Record<string, string>,
  now: Record<string, string>,
): string | undefined {
  const names = [...new Set([...Object.keys(now), ...Object.keys(before)])];
  const name = names.find((key) => before[key] !== now[key]);
  return name === undefined
    ? undefined
    : `${name} was '${before[name] ?? ''}' and is '${now[name] ?? ''}'`;
}

function changedInputs(
  before: readonly [BytePath, FileState][],
  now: readonly BytePath[],
): string | undefined {
  const known = new Set(before.map(([path]) => path));
  const added = now.find((path) => !known.has(path));
  if (added !== undefined) return `${displayPath(added)} is new`;
  const present = new Set(now);
  const removed = before.find(([path]) => !present.has(path));
  if (removed !== undefined) return `${displayPath(removed[0])} no longer exists`;
  return before.every(([path], index) => path === now[index])
    ? undefined
    : 'the inputs are in another order';
}

/** One that its writer announced and did not make is missing, too. */
function missingOutput({ outputs }: BuildRecord): string | undefined {
  const missing = outputs.find(([, before]) => before === NOT_THERE);
  return missing && `${displayPath(missing[0])} does not exist`;
}

function changedPath(
  paths: readonly [BytePath, FileState][],
  state: (path: BytePath) => FileState,
): string | undefined {
  const changed = paths.find(([path, before]) => state(path) !== before);
  if (changed === undefined) return undefined;
  const [path] = changed;
  return `${displayPath(path)} ${state(path) === NOT_THERE ? 'does not exist' : 'has changed'}`;
}

async function changedHostfiles(
  record: BuildRecord,
  { host, signal }: CurrentInputs,
): Promise<string | undefined> {
  const { directories, misses, matches } = record.hostfiles;
  const link = (path: BytePath) => hostLinkStateOf(host, path);
  const changed = changedPath(matches, link);
  if (changed !== undefined) return changed;
  const seen = changedPath(directories, (path) => hostStateOf(host, path));
  if ((seen ?? changedPath(misses, link)) === undefined) return undefined;
  const same = await sameHostfiles(host, record.hostfiles, signal);
  return same ? undefined : 'hostfiles match other files';
}

/** Builds do not wait for the disk: what an earlier boot wrote may have been lost in a crash of the host. */
function otherBoot(record: BuildRecord): string | undefined {
  return record.synced || record.bootId === bootId()
    ? undefined
    : 'it was written before the last boot of this machine, and may not have reached the disk';
}
