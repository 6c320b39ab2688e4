import type { BuildRecord } from '../cache/build-record.ts';
import { staleReason } from '../cache/freshness.ts';
import { syncIsDue, syncOutputs } from '../cache/sync-outputs.ts';
import { describeFailure } from '../errors/write-failure.ts';
import { say } from '../events/event.ts';
import { LockFile } from '../lock/lock-file.ts';
import { resolveOutput } from '../output/resolve-output.ts';
import { changedStatement } from './changed-statement.ts';
import { findFresh } from './find-fresh.ts';
import { type Job, newJob } from './job.ts';
import { lookUnopened } from './look-unopened.ts';
import { makeOutput } from './make-output.ts';
import type { BuildOptions, BuildRequest, BuildResult } from './options.ts';
import { remember } from './remember.ts';

/**
 * Builds the full appliance from the appliance and the packages that are installed on the host.
 *
 * The old output stays whole until the new one is complete. Any number of builds may run in one process.
 *
 * @throws SuperminError, or the signal's reason; the output is then as it was
 */
export async function build(request: BuildRequest): Promise<BuildResult> {
  const { lockedRoot: root, ...options } = request;
  if (root === undefined || !('open' in root)) return buildOpened({ ...options, lockedRoot: root });
  const fresh = options.ifNewer ? await lookUnopened(options, root) : undefined;
  return fresh ?? buildOpened({ ...options, lockedRoot: await root.open() });
}

async function buildOpened(options: BuildOptions): Promise<BuildResult> {
  const job = newJob(options);
  say(job.report, `package handler: ${options.family}`);
  if (!options.ifNewer) return locked(job, () => run(job));
  const fresh = await look(job);
  if ('record' in fresh) return upToDate(job, fresh);
  sayStale(job, fresh.reason);
  return locked(job, async () => {
    if (options.lock === undefined) return run(job);
    // Whoever held the lock may have built what we want.
    const built = await look(job);
    if ('record' in built) return upToDate(job, built);
    if (built.reason !== fresh.reason) sayStale(job, built.reason);
    return run(job);
  });
}

async function locked(job: Job, work: () => Promise<BuildResult>): Promise<BuildResult> {
  const { lock: path, lockTimeout: timeout } = job.options;
  if (path === undefined) return work();
  const { signal, report } = job;
  const lock = await LockFile.acquire(path, {
    signal,
    report,
    timeout,
  });
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** What is known of an output that is up to date, or why it is not. */
type Look = { record: BuildRecord | undefined } | { reason: string };

/** By what is remembered of the output; where that is nothing, or no build of this user's, by the times of its files. */
async function look(job: Job): Promise<Look> {
  const { options, records } = job;
  const output = resolveOutput(options.output);
  const record = records?.load(output);
  if (record !== undefined) {
    const reason = (await staleReason(record, job)) ?? (await changedStatement(record, job));
    if (reason === undefined) return { record: synced(record, job) };
    if (!record.found) return { reason };
  }
  const found = await findFresh(job);
  if (found.reason !== undefined) return { reason: found.reason };
  return { record: found.content && remember(job, output, found.content) };
}

function upToDate({ report }: Job, { record }: { record: BuildRecord | undefined }): BuildResult {
  say(report, 'if-newer: output does not need rebuilding');
  return { built: false, record };
}

function sayStale({ report }: Job, reason: string): void {
  say(report, `if-newer: output needs rebuilding: ${reason}`);
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

async function run(job: Job): Promise<BuildResult> {
  try {
    const record = await makeOutput(job);
    return { built: true, record };
  } catch (error) {
    throw describeFailure(error, job.options.output);
  }
}
