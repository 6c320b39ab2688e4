import type { WriterContext } from '../plugin/contract.ts';
import type { Job } from './job.ts';
import { pickCache, targetCpu } from './options.ts';

/** What a job hands its writer. */
export function writerContext(job: Job): WriterContext {
  const { options, host, signal, report } = job;
  return {
    host,
    signal,
    report,
    environment: options.environment ?? {},
    cpu: targetCpu(options, host),
    copyKernel: options.copyKernel ?? false,
    readableKernel: options.readableKernel ?? false,
    strict: options.strict ?? false,
    options: options.writerOptions ?? {},
    ...(options.kernel === undefined ? {} : { kernel: options.kernel }),
    ...(options.sourceDateEpoch === undefined ? {} : { sourceDateEpoch: options.sourceDateEpoch }),
    ...pickCache(options),
  };
}
