import { ContentStore } from '../appliance/content-store.ts';
import { recordHostfiles } from '../cache/hostfiles-record.ts';
import { outputSignatureOf, type Signature, signatureOf } from '../cache/signature.ts';
import { timed } from '../events/event.ts';
import { OutputDirectory } from '../output/output-directory.ts';
import { bootId } from '../output/owner-tag.ts';
import { type BytePath, joinPath } from '../path/byte-path.ts';
import type { WriterContext } from '../plugin/contract.ts';
import type { Job } from './job.ts';
import { load, targetCpu } from './options.ts';
import { planTree } from './plan-tree.ts';

/** Builds, whatever stands in the output directory. */
export async function performBuild(job: Job): Promise<void> {
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
    const found = recordHostfiles(host, hostfiles);
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
      hostfiles: found,
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
