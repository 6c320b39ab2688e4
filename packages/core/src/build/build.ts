import { ContentStore } from '../appliance/content-store.ts';
import { listInputs } from '../appliance/inputs.ts';
import { RecordStore } from '../cache/build-record.ts';
import { hostfilesDigest, staleReason } from '../cache/freshness.ts';
import { outputSignatureOf, type Signature, signatureOf } from '../cache/signature.ts';
import { timed } from '../events/event.ts';
import { localHost } from '../host/local-host.ts';
import { LockFile } from '../lock/lock-file.ts';
import { OutputDirectory, resolveOutput } from '../output/output-directory.ts';
import { bootId } from '../output/owner-tag.ts';
import { type BytePath, joinPath } from '../path/byte-path.ts';
import type { CallContext, WriterContext } from '../plugin/contract.ts';
import { type BuildOptions, type BuildResult, buildFacts, load, targetCpu } from './options.ts';
import { planTree } from './plan-tree.ts';

/** A build on its way: its options with the defaults filled in. */
interface Job extends CallContext {
  options: BuildOptions;
  inputs: BytePath[];
  facts: Record<string, string>;
  records: RecordStore | undefined;
}

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
  if (isFresh(job)) return { built: false };
  if (options.lock === undefined) {
    await run(job);
    return { built: true };
  }
  const lock = await LockFile.acquire(options.lock, {
    signal: job.signal,
    report: job.report,
    ...(options.lockTimeout === undefined ? {} : { timeout: options.lockTimeout }),
  });
  try {
    // Whoever held the lock may have built what we want.
    if (isFresh(job)) return { built: false };
    await run(job);
    return { built: true };
  } finally {
    lock.release();
  }
}

function isFresh(job: Job): boolean {
  const { options, records, report } = job;
  if (!options.ifNewer) return false;
  const reason = staleReason(records?.load(resolveOutput(options.output)), job);
  const text =
    reason === undefined ? 'output does not need rebuilding' : `output needs rebuilding: ${reason}`;
  report({ kind: 'message', level: 1, text: `if-newer: ${text}` });
  return reason === undefined;
}

async function run(job: Job): Promise<void> {
  const { options, host, signal, report } = job;
  // Everything is signed before it is read: what changes during the build makes the output stale.
  const inputs = signed(job.inputs);
  const backend = await load(options.backend);
  const database = signed(backend.freshness(host).map((path) => host.locate(path)));
  const store = new ContentStore(options.temporaryDirectory ?? '/var/tmp');
  const output = OutputDirectory.create(options.output);
  try {
    const { tree, hostfiles } = await planTree(backend, store, job.inputs, options, {
      host,
      signal,
      report,
    });
    const digest = hostfilesDigest(host, hostfiles);
    const context = writerContext(job);
    const writer = await load(options.writer);
    // What it chooses it will choose again, and say, when it writes.
    const needs = await writer.inputs({ ...context, report: () => {} });
    const kernel = signed(needs.paths);
    await timed(report, `write ${options.format}`, () => writer.write(tree, output.path, context));
    signal.throwIfAborted();
    const names = writer.outputs(context);
    output.commit(report);
    job.records?.save(output.final, {
      bootId: bootId(),
      facts: job.facts,
      inputs,
      watched: [...database, ...kernel],
      hostfiles: { patterns: hostfiles, digest },
      outputs: outputPaths(output.final, names).map((path) => [path, outputSignatureOf(path)]),
    });
  } finally {
    output.discard();
    store.close();
  }
}

function signed(paths: readonly BytePath[]): [BytePath, Signature][] {
  return paths.map((path) => [path, signatureOf(path)]);
}

function outputPaths(directory: BytePath, names: readonly string[]): BytePath[] {
  return names.length === 0 ? [directory] : names.map((name) => joinPath(directory, name));
}

function writerContext(job: Job): WriterContext {
  const { options, host, signal, report } = job;
  return {
    host,
    signal,
    report,
    environment: options.environment ?? {},
    cpu: targetCpu(options),
    copyKernel: options.copyKernel ?? false,
    options: options.writerOptions ?? {},
    ...(options.kernel === undefined ? {} : { kernel: options.kernel }),
    ...(options.sourceDateEpoch === undefined ? {} : { sourceDateEpoch: options.sourceDateEpoch }),
  };
}
