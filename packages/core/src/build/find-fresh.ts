import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { readAppliance } from '../appliance/reader.ts';
import type { RecordContent } from '../cache/build-record.ts';
import { type HostfilesRecord, recordHostfiles } from '../cache/hostfiles.ts';
import { brokenOrder, fileTimes, hostTimes, outputTimes, sourceTimes } from '../cache/times.ts';
import { isSuperminError } from '../errors/supermin-error.ts';
import { watchedPaths } from '../host/place.ts';
import { bootId } from '../output/owner-tag.ts';
import { resolveOutput } from '../output/resolve-output.ts';
import { type BytePath, displayPath, joinPath, toSystemPath } from '../path/byte-path.ts';
import type { WriterInputs } from '../plugin/contract.ts';
import { loadBackend, loadWriter } from '../plugin/load-plugin.ts';
import type { Job } from './job.ts';
import { outputStatesOf, statesOf } from './remember.ts';
import { silentContext } from './writer-context.ts';
import { writerInputs, writerOutputs } from './writer-promises.ts';

/** Why an output is not up to date; or, if there is no reason, what would be remembered if it had just been built. */
export interface Finding {
  reason?: string;
  /** Not there if the kernel that it should have cannot be told. */
  content?: RecordContent;
}

/**
 * Judges an output of which nothing is remembered: another user built it, it was copied, or the cache is another one.
 *
 * The rule is supermin 5's: it is up to date if its directory, and each file in there, is younger than all that it was made from,
 * the paths that are given and the package database. Unlike there, files in given directories, those that hostfiles match, and the
 * kernel's count, too. Whether options have changed cannot be seen.
 *
 * Nothing is written, and nothing is locked.
 */
export async function findFresh(job: Job): Promise<Finding> {
  const output = resolveOutput(job.options.output);
  // Before any plugin is loaded: most often there is just no output yet.
  if (!existsSync(toSystemPath(output))) return { reason: `${displayPath(output)} does not exist` };
  const names = writerOutputs(await loadWriter(job.options.writer), silentContext(job));
  const missing = names.map((name) => joinPath(output, name)).find((path) => !isThere(path));
  if (missing !== undefined) return { reason: `${displayPath(missing)} does not exist` };
  // The output of a writer that makes the directory itself; supermin 5 takes an empty one for it.
  if (names.length === 0 && isEmpty(output)) return { reason: `${displayPath(output)} is empty` };
  return judge(job, output, names);
}

async function judge(job: Job, output: BytePath, names: readonly string[]): Promise<Finding> {
  const { options, host, facts } = job;
  // Looked at before their times are compared: what changes meanwhile is seen at the next look.
  const inputs = statesOf(job.inputs);
  const backend = await loadBackend(options.backend);
  const database = statesOf(watchedPaths(host, backend.freshness(host, options.backendOptions)));
  const stated = await statedInputs(job);
  const kernel = stated?.paths ?? [];
  const watched = [...database, ...statesOf(kernel)];
  const hostfiles = await matchedHostfiles(job);
  const outputs = outputStatesOf(output, names);
  const made = [output, ...names.map((name) => joinPath(output, name))];
  const reason = brokenOrder(outputTimes(made), [
    ...sourceTimes([...options.inputs, ...job.inputs, ...database.map(([path]) => path)]),
    ...fileTimes(kernel),
    ...hostTimes(
      host,
      hostfiles.matches.map(([path]) => path),
    ),
  ]);
  if (reason !== undefined) return { reason };
  if (stated === undefined) return {};
  const writer = { facts: stated.facts, wrapped: job.wrapped };
  const when = { bootId: bootId(), builtAt: Date.now() / 1000, synced: true, found: true } as const;
  return { content: { ...when, facts, writer, inputs, watched, hostfiles, outputs } };
}

/** A machine without a kernel, such as a container, may have been given an output that needs none of its own. */
async function statedInputs(job: Job): Promise<WriterInputs | undefined> {
  try {
    return await writerInputs(await loadWriter(job.options.writer), silentContext(job));
  } catch (error) {
    if (isSuperminError(error) && error.code.startsWith('KERNEL_')) return undefined;
    throw error;
  }
}

async function matchedHostfiles({ host, inputs, signal }: Job): Promise<HostfilesRecord> {
  const { appliance, close } = await readAppliance(inputs, { signal, report: () => {} });
  await close();
  return recordHostfiles(host, appliance.hostfiles, signal);
}

function isEmpty(directory: BytePath): boolean {
  return readdirSync(toSystemPath(directory)).length === 0;
}

function isThere(path: BytePath): boolean {
  return lstatSync(toSystemPath(path), { throwIfNoEntry: false }) !== undefined;
}
