import { listInputs } from '../appliance/inputs.ts';
import { type BuildRecord, RecordStore } from '../cache/build-record.ts';
import { staleReason } from '../cache/freshness.ts';
import { syncIsDue, syncOutputs } from '../cache/sync-outputs.ts';
import { say } from '../events/event.ts';
import { localHost } from '../host/local-host.ts';
import { LockFile } from '../lock/lock-file.ts';
import { resolveOutput } from '../output/resolve-output.ts';
import type { Job } from './job.ts';
import { type BuildOptions, type BuildResult, buildFacts } from './options.ts';
import { performBuild } from './perform-build.ts';

/**
 * Builds the full appliance from the appliance and the packages that are installed on the host.
 *
 * The old output stays whole until the new one is complete. Any number of builds may run in one process.
 *
 * @throws SuperminError, or the signal's reason; the output is then as it was
 */
export async function build(options: BuildOptions): Promise<BuildResult> {
  const host = options.host ?? localHost();
  const job: Job = {
    options,
    host,
    signal: options.signal ?? new AbortController().signal,
    report: options.report ?? (() => {}),
    inputs: listInputs(options.inputs),
    facts: buildFacts(options, host),
    records:
      options.cacheDirectory === undefined ? undefined : new RecordStore(options.cacheDirectory),
  };
  say(job.report, `package handler: ${options.family}`);
  const fresh = await freshRecord(job);
  if (fresh !== undefined) return { built: false, record: fresh };
  if (options.lock === undefined) return { built: true, ...(await run(job)) };
  const lock = await LockFile.acquire(options.lock, {
    signal: job.signal,
    report: job.report,
    ...(options.lockTimeout === undefined ? {} : { timeout: options.lockTimeout }),
  });
  try {
    // Whoever held the lock may have built what we want.
    const built = await freshRecord(job);
    if (built !== undefined) return { built: false, record: built };
    return { built: true, ...(await run(job)) };
  } finally {
    lock.release();
  }
}

/** The record of an output that is up to date. */
async function freshRecord(job: Job): Promise<BuildRecord | undefined> {
  const { options, records, report } = job;
  if (!options.ifNewer) return undefined;
  const record = records?.load(resolveOutput(options.output));
  const reason = await staleReason(record, job);
  const text =
    reason === undefined ? 'output does not need rebuilding' : `output needs rebuilding: ${reason}`;
  say(report, `if-newer: ${text}`);
  return record === undefined || reason !== undefined ? undefined : synced(record, job);
}

/** The first look after the kernel has written the output makes sure of it: then the next boot needs no build. */
function synced(record: BuildRecord, { records }: Job): BuildRecord {
  if (!syncIsDue(record) || !syncOutputs(record)) return record;
  try {
    return records?.save(record.output, { ...record, synced: true }) ?? record;
  } catch {
    return record;
  }
}

async function run(job: Job): Promise<{ record?: BuildRecord }> {
  const record = await performBuild(job);
  return record === undefined ? {} : { record };
}
