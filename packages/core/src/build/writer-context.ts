import { SuperminError } from '../errors/supermin-error.ts';
import type { BytePath } from '../path/byte-path.ts';
import type { OtherWriter, PluginOptions, Writer, WriterContext } from '../plugin/contract.ts';
import { loadWriter } from '../plugin/load-plugin.ts';
import type { Job } from './job.ts';
import { layeredRootOf, targetCpu } from './options.ts';
import { identityOf, isSameWriter } from './writer-identity.ts';

/** Writers that wrap one another, at most: what comes from no plugin cannot be recognised. */
const DEEPEST = 8;

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
    // Writers read kernels, modules and initrds there; the files themselves are in the tree.
    host: layeredRootOf(options)?.kernelHost ?? host,
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
    reserve: options.reserve,
    temporaryDirectory,
    writer: async (format, own) =>
      new Wrapping(job, [await loadWriter(options.writer)]).writer(context, format, own),
  };
  return context;
}

/** The same for a look at the output: what a writer has to say, it says when it builds. */
export function silentContext(job: Job): WriterContext {
  return { ...writerContext(job), report: () => {} };
}

/** Writers, of which each one has asked for the next. */
class Wrapping {
  constructor(
    private readonly job: Job,
    private readonly writers: readonly Writer[],
  ) {}

  /** The writer that the last of them asks for, in the context of that one. */
  async writer(
    context: WriterContext,
    format: string,
    options: PluginOptions = {},
  ): Promise<OtherWriter> {
    const inner = await this.#load(format);
    const next = new Wrapping(this.job, [...this.writers, inner]);
    const own: WriterContext = {
      ...context,
      options,
      writer: (other, more) => next.writer(own, other, more),
    };
    return {
      outputs: () => inner.outputs(own),
      inputs: () => inner.inputs(own),
      write: (tree, directory) => inner.write(tree, directory, own),
    };
  }

  async #load(format: string): Promise<Writer> {
    const { options, wrapped } = this.job;
    if (options.writers === undefined) {
      throw new SuperminError('WRITER_MISSING', `there is no writer '${format}' to wrap`, {
        hint: "pass build() the option 'writers'",
      });
    }
    const writer = await loadWriter(await options.writers(format));
    const chain = [...this.writers, writer];
    const isCircle = this.writers.some((outer) => isSameWriter(outer, writer));
    if (isCircle || chain.length > DEEPEST) throw circular(chain);
    wrapped[format] = identityOf(writer);
    return writer;
  }
}

function circular(chain: readonly Writer[]): SuperminError {
  const names = chain.map(({ name }) => name);
  return new SuperminError(
    'WRITER_CIRCULAR',
    `the writer '${names.at(-1)}' wraps itself: ${names.join(' → ')}`,
    { hint: 'this is a bug in the plugin; report it to its authors' },
  );
}

function nothingIsWritten(): never {
  throw new Error('temporaryDirectory() is for write() and stream()');
}
