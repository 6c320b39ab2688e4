import { writeFileSync } from 'node:fs';
import { syncFile } from '../cache/sync-file.ts';
import type { ImageLayout } from '../oci/layout.ts';
import { type BytePath, joinPath, toSystemPath } from '../path/byte-path.ts';
import { checkKind } from './check-kind.ts';
import { notPulled } from './errors.ts';
import { MOST_BYTES } from './limits.ts';
import type { ArtifactFile } from './read-manifest.ts';

export interface Taking {
  /** For messages. */
  name: string;
  files: readonly ArtifactFile[];
  /** Where to: it is there and empty. */
  directory: BytePath;
  signal: AbortSignal;
}

/**
 * Writes the files of an artifact under their names, each of its size and digest and of a kind that `build` reads.
 *
 * @throws SuperminError `ARTIFACT_REFUSED`, `OCI_*`, `INPUT_UNREADABLE`; system errors; the signal's reason
 */
export async function takeFiles(
  layout: ImageLayout,
  { name, files, directory, signal }: Taking,
): Promise<void> {
  for (const file of files) {
    signal.throwIfAborted();
    const path = joinPath(directory, file.name);
    writeFileSync(toSystemPath(path), layout.readBlob(file.blob, MOST_BYTES), { flag: 'wx' });
    // What is found again after a power failure is whole.
    syncFile(path);
    await checkKind(path, signal, (why) => notPulled(name, `${file.name}: ${why}`));
  }
}
