import { SuperminError } from '../errors/supermin-error.ts';
import type { BytePath } from '../path/byte-path.ts';
import type { OtherWriter, PluginOptions, WriterContext } from '../plugin/contract.ts';
import type { Job } from './job.ts';
import { targetCpu } from './options.ts';

/**
 * What a job hands its writer.
 *
 * @param temporaryDirectory makes one, while there is something to write
 */
export function writerContext(
  job: Job,
  temporaryDirectory: () => BytePath = nothingIsWritten,
): WriterContext {
  const { options, host, signal, report } = job;
  const context: WriterContext = {
    host,
    signal,
    report,
    environment: options.environment ?? {},
    cpu: targetCpu(options, host),
    copyKernel: options.copyKernel ?? false,
    readableKernel: options.readableKernel ?? false,
    strict: options.strict ?? false,
    options: options.writerOptions ?? {},
    kernel: options.kernel,
    sourceDateEpoch: options.sourceDateEpoch,
    cacheDirectory: options.cacheDirectory,
    temporaryDirectory,
    writer: (format, own) => otherWriter(job, context, format, own),
  };
  return context;
}

async function otherWriter(
  { options: { writers } }: Job,
  context: WriterContext,
  format: string,
  options: PluginOptions = {},
): Promise<OtherWriter> {
  if (writers === undefined) {
    throw new SuperminError('WRITER_MISSING', `there is no writer '${format}' to wrap`, {
      hint: "pass build() the option 'writers'",
    });
  }
  const writer = await writers(format);
  const own = { ...context, options };
  return {
    outputs: () => writer.outputs(own),
    inputs: () => writer.inputs(own),
    write: (tree, directory) => writer.write(tree, directory, own),
  };
}

function nothingIsWritten(): never {
  throw new Error('temporaryDirectory() is for write() and stream()');
}
