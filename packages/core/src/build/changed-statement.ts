import type { BuildRecord } from '../cache/build-record.ts';
import { loadWriter } from '../plugin/load-plugin.ts';
import type { Job } from './job.ts';
import { silentContext } from './writer-context.ts';
import { identityOf } from './writer-identity.ts';
import { writerInputs } from './writer-promises.ts';

/**
 * Compares what the writer stated when the output was built with what it states now. No plugin is loaded for an output
 * whose writer stated nothing, as ours do.
 *
 * @returns undefined if nothing has changed, else what has, for `-v`
 */
export async function changedStatement(
  { writer: { facts, wrapped } }: BuildRecord,
  job: Job,
): Promise<string | undefined> {
  for (const [format, before] of Object.entries(wrapped)) {
    const inner = await job.options.writers?.(format);
    const now = inner === undefined ? '' : identityOf(inner);
    if (now !== before) return `the wrapped writer ${format} was '${before}' and is '${now}'`;
  }
  if (facts.length === 0) return undefined;
  const stated = await writerInputs(await loadWriter(job.options.writer), silentContext(job));
  const [before, now] = [facts, stated.facts].map((list) => list.join(', '));
  return before === now ? undefined : `what the writer states was '${before}' and is '${now}'`;
}
