import {
  type BytePath,
  cacheDirectory,
  displayPath,
  humanSize,
  LayerStore,
  type Registry,
  type WriterManifest,
} from '@supermin/core';
import type { Inventory } from '@supermin/inspect';
import type { CommandContext } from '../context/command-context.ts';
import { openAppliance } from '../inspect/open-subject.ts';
import { loadInspect } from '../plugins/load-inspect.ts';
import { type ChosenLock, chosenLock } from '../repository/chosen-lock.ts';

/**
 * `build --dry-run`: what would be built. Of packages of a repository what the lock tells: nothing is downloaded but indexes that are
 * not kept, and nothing is written but those.
 */
export async function dryRun(
  context: CommandContext,
  registry: Registry,
  { name: format, options }: WriterManifest,
  inputs: readonly BytePath[],
): Promise<number> {
  const given = context.invocation.options;
  const lock = await chosenLock(context, registry, { inputs, names: [] });
  const size = options.find(({ name }) => name === 'size')?.default;
  const lines = [
    `would build ${displayPath(given.get('output')!)}, format ${format}`,
    ...(lock === undefined ? await fromHere(context, registry, inputs) : fromLock(context, lock)),
    ...(size === undefined ? [] : [`size of the image: ${given.get('size') ?? size}`]),
  ];
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  return 0;
}

async function fromHere(
  context: CommandContext,
  registry: Registry,
  inputs: readonly BytePath[],
): Promise<string[]> {
  const inspect = await loadInspect();
  const subject = await openAppliance({ context, registry, inspect, names: inputs });
  try {
    const { packages, files = [], size, distribution, notes } = inspect.takeInventory(subject);
    const root = context.invocation.options.get('root') ?? '/';
    return [
      `from ${displayPath(root)}: ${packages.length} packages of ${nameOf(distribution)}`,
      `${files.length} paths, ${humanSize(size)} in files`,
      'to download: nothing',
      ...notes.map((note) => `note: ${note}`),
    ];
  } finally {
    subject.close();
  }
}

function nameOf(distribution: Inventory['distribution']): string {
  return distribution === undefined ? 'linux' : `${distribution.id} ${distribution.version}`.trim();
}

function fromLock({ report }: CommandContext, { lock }: ChosenLock): string[] {
  const cache = cacheDirectory(process.env, report);
  const store = cache === undefined ? undefined : new LayerStore(cache);
  const packages = lock.kernel === undefined ? lock.packages : [...lock.packages, lock.kernel];
  const missing = packages.filter(({ sha256 }) => store?.has(sha256) !== true);
  const bytes = missing.reduce((sum, { size }) => sum + size, 0);
  return [
    `from ${lock.from.map(displayPath).join(' ')}: ${packages.length} packages, ${lock.arch}`,
    missing.length === 0
      ? 'to download: nothing, all packages are kept'
      : `to download: ${humanSize(bytes)}, ${missing.length} packages; ${packages.length - missing.length} are kept`,
  ];
}
