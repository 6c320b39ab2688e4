import { ContentStore } from '../appliance/content-store.ts';
import { DEFAULT_TEMPORARY_DIRECTORY } from '../output/temporary-directory.ts';
import type { Backend } from '../plugin/contract.ts';
import { type Lazy, loadBackend } from '../plugin/load-plugin.ts';
import { newJob } from './job.ts';
import type { BuildOptions } from './options.ts';
import { type PlannedTree, planTree } from './plan-tree.ts';

/** Those of a build that say what goes into it. */
export type PlanOptions = Omit<
  BuildOptions,
  'output' | 'writer' | 'format' | 'ifNewer' | 'lock' | 'lockTimeout' | 'force'
> & { backend: Lazy<Backend> };

export interface PlannedBuild extends Omit<PlannedTree, 'hostfiles'> {
  /** Gives up what is kept of base archives, which nodes of the tree have their contents from. */
  close(): void;
}

/**
 * What a build would write: the tree, before a writer has added kernel modules to it. Nothing is written but, of large base archives,
 * a nameless file in the directory for temporary files.
 *
 * @throws SuperminError, as `build`
 */
export async function planBuild(options: PlanOptions): Promise<PlannedBuild> {
  const writer = () => Promise.reject(new Error('no writer'));
  const job = newJob({ ...options, ...{ output: '', format: '', writer } });
  const store = new ContentStore(options.temporaryDirectory ?? DEFAULT_TEMPORARY_DIRECTORY);
  try {
    const backend = await loadBackend(options.backend);
    const { tree, database, contents } = await planTree(job, backend, store, () => {});
    return { tree, database, contents, close: () => store.close() };
  } catch (error) {
    store.close();
    throw error;
  }
}
