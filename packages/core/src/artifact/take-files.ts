import { writeFileSync } from 'node:fs';
import { syncFile } from '../cache/sync-file.ts';
import { isSuperminError, systemErrorCode } from '../errors/supermin-error.ts';
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
 * @throws SuperminError `ARTIFACT_REFUSED`, `INPUT_UNREADABLE`; system errors; the signal's reason
 */
export async function takeFiles(
  layout: ImageLayout,
  { name, files, directory, signal }: Taking,
): Promise<void> {
  for (const file of files) {
    signal.throwIfAborted();
    const path = joinPath(directory, file.name);
    writeFileSync(toSystemPath(path), contentOf(file, layout, name), { flag: 'wx' });
    // What is found again after a power failure is whole.
    syncFile(path);
    await checkKind(path, signal, (why) => notPulled(name, `${file.name}: ${why}`));
  }
}

/** Which blob of which temporary layout it is says nothing to whoever named a registry. */
function contentOf({ name: file, blob }: ArtifactFile, layout: ImageLayout, name: string): Buffer {
  try {
    return layout.readBlob(blob, MOST_BYTES);
  } catch (error) {
    if (isSuperminError(error)) throw notPulled(name, `${file}: not what the manifest says`);
    // skopeo leaves out what a manifest says is elsewhere (`urls`).
    if (systemErrorCode(error) === 'ENOENT')
      throw notPulled(name, `${file}: the registry has none`);
    throw error;
  }
}
