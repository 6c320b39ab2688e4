import { ContentStore } from '../appliance/content-store.ts';
import type { BuildRecord } from '../cache/build-record.ts';
import type { HostfilesRecord } from '../cache/hostfiles.ts';
import { SuperminError } from '../errors/supermin-error.ts';
import { timed } from '../events/event.ts';
import { watchedPaths } from '../host/place.ts';
import { guardOutput } from '../output/guard-output.ts';
import { OutputDirectory } from '../output/output-directory.ts';
import { bootId } from '../output/owner-tag.ts';
import { resolveOutput } from '../output/resolve-output.ts';
import { DEFAULT_TEMPORARY_DIRECTORY, refuseRelative } from '../output/temporary-directory.ts';
import { type BytePath, displayPath } from '../path/byte-path.ts';
import { realPath } from '../path/real-path.ts';
import type { Backend, BegunWrite, Package, Writer, WriterContext } from '../plugin/contract.ts';
import { loadBackend, loadWriter } from '../plugin/load-plugin.ts';
import type { Job } from './job.ts';
import { outputRule } from './output-rule.ts';
import { planTree } from './plan-tree.ts';
import { outputStatesOf, remember, statesOf } from './remember.ts';
import { writerContext } from './writer-context.ts';
import { refuseMissing, writerInputs, writerOutputs } from './writer-promises.ts';

/** Makes the output anew, whatever stands in its place. @returns what is remembered of it */
export async function makeOutput(job: Job): Promise<BuildRecord | undefined> {
  const { options, host, report } = job;
  const temporaryDirectory = options.temporaryDirectory ?? DEFAULT_TEMPORARY_DIRECTORY;
  refuseRelative(temporaryDirectory);
  refuseOutputInside(options.inputs, options.output);
  // Everything is looked at before it is read: what changes during the build makes the output stale.
  const inputs = statesOf(job.inputs);
  const backend = await loadBackend(options.backend);
  const database = statesOf(watchedPaths(host, backend.freshness(host, options.backendOptions)));
  // It is loaded while the inputs are read; an error is reported where the writer is first needed.
  const loading = loadWriter(options.writer);
  loading.catch(() => {});
  const context = writerContext(job);
  await guardOutput(options.output, outputRule(job, loading, context));
  const store = new ContentStore(temporaryDirectory);
  const output = OutputDirectory.create(options.output);
  try {
    const { hostfiles, kernel, stated, names, packages } = await writeOutput({
      job,
      backend,
      store,
      loading,
      context: writerContext(job, () => output.temporaryDirectory()),
      output,
    });
    output.commit(report);
    return remember(job, output.final, {
      bootId: bootId(),
      builtAt: Date.now() / 1000,
      synced: false,
      facts: job.facts,
      writer: { facts: stated, wrapped: job.wrapped },
      inputs,
      watched: [...database, ...kernel],
      hostfiles,
      outputs: outputStatesOf(output.final, names),
      packages,
    });
  } finally {
    output.discard();
    store.close();
  }
}

interface Work {
  job: Job;
  backend: Backend;
  store: ContentStore;
  /** The writer, once it is loaded. */
  loading: Promise<Writer>;
  context: WriterContext;
  output: OutputDirectory;
}

interface WrittenOutput {
  hostfiles: HostfilesRecord;
  /** The kernel and what else the writer looked at, as they were before it wrote. */
  kernel: ReturnType<typeof statesOf>;
  /** The writer's facts. */
  stated: string[];
  /** The files of the output. */
  names: string[];
  packages: readonly Package[];
}

/** Plans the tree and has the writer write it; what the writer began before the tree was complete ends here, too. */
async function writeOutput(work: Work): Promise<WrittenOutput> {
  const { job, backend, store, loading, context, output } = work;
  const begun = await beginWrite(loading, output.path, context);
  try {
    const { tree, hostfiles } = await planTree(job, backend, store, (growing) =>
      begun?.grow?.(growing),
    );
    const writer = await loading;
    // It chooses again when it writes, and reports then.
    const { paths, facts } = await writerInputs(writer, { ...context, report: () => {} });
    const kernel = statesOf(paths);
    const names = writerOutputs(writer, context);
    await timed(job.report, `write ${job.options.format}`, async () => {
      await (begun === undefined ? writer.write(tree, output.path, context) : begun.write(tree));
    });
    job.signal.throwIfAborted();
    refuseMissing(writer, output.path, names);
    return { hostfiles, kernel, stated: facts, names, packages: tree.packages };
  } finally {
    await begun?.stop();
  }
}

/** An error is reported where the writer is first needed. */
async function beginWrite(
  loading: Promise<Writer>,
  directory: BytePath,
  context: WriterContext,
): Promise<BegunWrite | undefined> {
  try {
    const writer = await loading;
    return await writer.begin?.(directory, context);
  } catch {
    context.signal.throwIfAborted();
    return undefined;
  }
}

/** It would be an input of the next build. */
function refuseOutputInside(inputs: readonly BytePath[], output: BytePath): void {
  const final = resolveOutput(output);
  const outside = inputs.find((path) => final.startsWith(`${realPath(path)}/`));
  if (outside === undefined) return;
  throw new SuperminError(
    'OUTPUT_IN_INPUT',
    `the output directory ${displayPath(output)} lies in the appliance ${displayPath(outside)}`,
    { hint: 'choose another output directory with -o' },
  );
}
