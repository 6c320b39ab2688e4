import { canonicalName } from './selection.ts';

/** Names of modules, or aliases, that modprobe loads before and behind a module if they are there. */
export interface SoftDependency {
  pre: readonly string[];
  post: readonly string[];
}

/**
 * Reads `modules.softdep`, see modprobe.d(5), by module:
 *
 *     softdep vfio pre: a b post: vfio_iommu_type1
 *
 * Of several lines for one module the first counts, as for modprobe; words before `pre:` and `post:` mean nothing to it.
 */
export function parseSoftDependencies(text: string): ReadonlyMap<string, SoftDependency> {
  const modules = new Map<string, SoftDependency>();
  for (const line of text.split('\n')) {
    const [keyword, module, ...words] = line.trim().split(/\s+/);
    if (keyword !== 'softdep' || module === undefined) continue;
    const name = canonicalName(module);
    if (!modules.has(name)) modules.set(name, sortWords(words));
  }
  return modules;
}

function sortWords(words: readonly string[]): SoftDependency {
  const lists = { pre: [] as string[], post: [] as string[] };
  let list: string[] | undefined;
  for (const word of words) {
    if (word === 'pre:') list = lists.pre;
    else if (word === 'post:') list = lists.post;
    else list?.push(word);
  }
  return lists;
}
