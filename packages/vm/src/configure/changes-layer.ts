import {
  Allowance,
  type BytePath,
  ChangedMembers,
  type Configuration,
  type Installation,
  type Layer,
  type LockedPackages,
  type Report,
} from '@supermin/core';
import { readTar } from '@supermin/core/backend';
import type { ConfigureJob } from './configure-job.ts';
import { PASSING } from './root-archive.ts';

/** Bytes that a root may have when it comes back: the VM is not trusted with this machine's disk. */
const LARGEST_ROOT = 64 * 2 ** 30;

/** For messages. */
const NAME = 'the configured root';

/** Where the modules of a kernel are that no package of the root has. */
const MODULES = ['/lib/modules', '/usr/lib/modules'];

/** What the guest init makes of its own where it is missing: see guest/network.h. */
const GUEST: ReadonlySet<BytePath> = new Set(['/etc/hosts', '/etc/resolv.conf']);

/**
 * Keeps what became of a root, which comes as a tar archive, as a layer over its packages.
 *
 * @param unchanged paths that are there and may be missing in the archive
 * @param bring is told which paths have no content in the layer
 */
export async function addChanges(
  {
    bring,
    unchanged,
  }: {
    bring: (mayChange: (path: BytePath) => boolean) => AsyncIterable<Uint8Array>;
    unchanged: ReadonlySet<BytePath> | undefined;
  },
  { store, key, packages, configuration }: ConfigureJob,
  report: Report,
): Promise<Layer> {
  const { tree } = packages;
  const rule = ruleOf(packages, configuration);
  const archive = bring((path) => rule(path, tree.lookup(path) !== undefined) !== 'take');
  const changed = new ChangedMembers({
    ...{ tree, rule, unchanged },
    newest: packages.packages.reduce((latest, { newest }) => Math.max(latest, newest), 0),
  });
  const members = changed.of(readTar(limited(archive, LARGEST_ROOT)));
  const notes = changed.notes as unknown as Layer['notes'];
  const source = { members, notes, name: NAME };
  return store.add(key, source, { report, allowance: new Allowance(LARGEST_ROOT) });
}

/** @throws SuperminError `LAYER_SIZE`: also what makes no difference takes its time, and may never end */
export async function* limited(
  archive: AsyncIterable<Uint8Array>,
  limit: number,
): AsyncGenerator<Uint8Array> {
  const allowance = new Allowance(limit);
  for await (const chunk of archive) {
    allowance.spend(chunk.length, NAME);
    yield chunk;
  }
}

function ruleOf(packages: LockedPackages, configuration: Configuration) {
  const { discard, empty, files, install } = configuration;
  const passing = [...PASSING, ...(packages.hasKernel ? [] : MODULES)];
  const own = new Set(files.map(({ path }) => path));
  return (path: BytePath, known: boolean) => {
    if (passing.some((each) => path === each || path.startsWith(`${each}/`))) return 'leave';
    if (install !== undefined && isKept(install, path, packages)) return 'leave';
    // It was not in the VM's root.
    if (known && packages.isKernels(path)) return 'leave';
    if (!known && GUEST.has(path)) return 'leave';
    if (!known && (own.has(path) || discard.some((each) => each.test(path)))) return 'leave';
    return empty.some((each) => each.test(path)) ? 'empty' : 'take';
  };
}

/** What is not in the root that the package manager has installed: its database is not the one that is wanted, and it knows no kernel. */
function isKept({ kept }: Installation, path: BytePath, packages: LockedPackages): boolean {
  return packages.isModuleList(path) || kept.some((each) => each.test(path));
}
