import { staleReason } from '../cache/freshness.ts';
import { say } from '../events/event.ts';
import type { Host } from '../host/host.ts';
import { resolveOutput } from '../output/resolve-output.ts';
import type { UnopenedRoot } from '../repository/unopened-root.ts';
import { newJob } from './job.ts';
import type { BuildOptions, BuildResult } from './options.ts';

/**
 * Whether an output is up to date, by what is remembered of it: what is in the root follows from its digest.
 *
 * @returns undefined if it is not, or if it takes a look into the root to tell
 */
export async function lookUnopened(
  options: Omit<BuildOptions, 'lockedRoot'>,
  { name, digest, cpu }: UnopenedRoot,
): Promise<BuildResult | undefined> {
  const host = closedHost(name);
  const lockedRoot = { ...{ digest, cpu, host }, kernelHost: host, packages: [], files: [] };
  const job = newJob({ ...options, lockedRoot });
  const record = job.records?.load(resolveOutput(options.output));
  if (record === undefined || record.found || !record.synced) return undefined;
  const looks = [
    record.hostfiles.patterns,
    record.writer.facts,
    Object.keys(record.writer.wrapped),
  ];
  if (looks.some((each) => each.length > 0)) return undefined;
  if ((await staleReason(record, job)) !== undefined) return undefined;
  say(job.report, `package handler: ${options.family}`);
  say(job.report, 'if-newer: output does not need rebuilding');
  return { built: false, record };
}

/** The root while nobody may look into it. */
function closedHost(root: string): Host {
  const closed = () => {
    throw new Error('the root has not been opened');
  };
  return {
    ...{ root, readFile: closed, lstat: closed, stat: closed, readdir: closed, readlink: closed },
    ...{ open: closed, run: closed, pipe: closed },
  };
}
