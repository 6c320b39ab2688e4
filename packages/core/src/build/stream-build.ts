import { ContentStore } from '../appliance/content-store.ts';
import { SuperminError } from '../errors/supermin-error.ts';
import { removeTree } from '../output/remove-tree.ts';
import {
  DEFAULT_TEMPORARY_DIRECTORY,
  makeTemporaryDirectory,
  refuseRelative,
} from '../output/temporary-directory.ts';
import type { BytePath } from '../path/byte-path.ts';
import { loadBackend, loadWriter } from '../plugin/load-plugin.ts';
import { newJob } from './job.ts';
import type { BuildOptions } from './options.ts';
import { planTree } from './plan-tree.ts';
import { writerContext } from './writer-context.ts';
import { writerInputs } from './writer-promises.ts';

/** What has to do with an output directory is of no use for a stream. */
export type StreamBuildOptions = Omit<
  BuildOptions,
  'output' | 'force' | 'ifNewer' | 'lock' | 'lockTimeout'
>;

/**
 * Builds the full appliance as a stream of bytes, for writers that can do that. Nothing is left behind, also if the reader stops
 * early.
 *
 * @throws SuperminError as `build` does, `WRITER_STREAM`; the signal's reason
 */
export async function* streamBuild(options: StreamBuildOptions): AsyncGenerator<Uint8Array> {
  const job = newJob({ ...options, output: '-' });
  const parent = options.temporaryDirectory ?? DEFAULT_TEMPORARY_DIRECTORY;
  refuseRelative(parent);
  const temporary: BytePath[] = [];
  const context = writerContext(job, () => {
    temporary.push(makeTemporaryDirectory(parent));
    return temporary.at(-1)!;
  });
  const store = new ContentStore(parent);
  try {
    const writer = await loadWriter(options.writer);
    if (writer.stream === undefined) throw cannotStream(options.format);
    await writerInputs(writer, { ...context, report: () => {} });
    const { tree } = await planTree(job, await loadBackend(options.backend), store, () => {});
    yield* writer.stream(tree, context);
    job.signal.throwIfAborted();
  } finally {
    store.close();
    for (const directory of temporary) removeTree(directory);
  }
}

function cannotStream(format: string): SuperminError {
  return new SuperminError('WRITER_STREAM', `format ${format} cannot be written as a stream`, {
    hint: 'choose an output directory',
  });
}
