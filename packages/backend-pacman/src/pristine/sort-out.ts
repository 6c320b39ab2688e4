import {
  type BytePath,
  type Host,
  Pacer,
  type PristineFile,
  systemErrorCode,
} from '@supermin/core';
import { readInstalled } from './installed-files.ts';
import type { ConfigFiles, PristineContext } from './pristine.ts';
import { ShippedFiles } from './shipped-files.ts';

export interface SortedOut {
  /** As on the host, which is as shipped. */
  unchanged: PristineFile[];
  /** Packages whose archives are needed, and which files from them. */
  changed: ConfigFiles[];
}

/** Which config files are pristine on the host: those of which the database can tell. */
export async function sortOut(
  { host, lists, signal }: PristineContext,
  packages: readonly ConfigFiles[],
): Promise<SortedOut> {
  const pacer = new Pacer(signal);
  const unchanged: PristineFile[] = [];
  const changed: ConfigFiles[] = [];
  for (const { package: found, paths } of packages) {
    if (paths.size === 0) continue;
    const shipped = new ShippedFiles(host, lists, found);
    const wanted = new Set<BytePath>();
    for (const path of paths) {
      if (pacer.due()) await pacer.rest();
      const file = readPermitted(host, path);
      const pristine = file && shipped.asShipped(file);
      if (pristine === undefined) wanted.add(path);
      else unchanged.push(pristine);
    }
    if (wanted.size > 0) changed.push({ package: found, paths: wanted });
  }
  return { unchanged, changed };
}

/** Whether a file that the user may not read is pristine cannot be told. */
function readPermitted(host: Host, path: BytePath): PristineFile | undefined {
  try {
    return readInstalled(host, path);
  } catch (error) {
    if (systemErrorCode(error) === 'EACCES') return undefined;
    throw error;
  }
}
