import { describeFailure } from '../errors/write-failure.ts';
import {
  type FoundDirectory,
  guardOutput,
  holdsOnly,
  type PackageOf,
} from '../output/guard-output.ts';
import { OutputDirectory } from '../output/output-directory.ts';
import type { BytePath } from '../path/byte-path.ts';
import { type ArtifactOptions, contextOf } from './artifact-options.ts';
import { fetchArtifact, findArtifact } from './fetch-artifact.ts';
import { parseArtifactReference } from './reference.ts';

export interface PullOptions extends ArtifactOptions {
  /** Output directory. */
  output: BytePath;
  /** Replace whatever is in it. Default: false. */
  force?: boolean;
  /** See `BuildOptions.packageOf`. */
  packageOf?: PackageOf;
}

/** What `prepare` writes. What else an artifact may have says nothing about a directory that is there. */
const FILES = ['packages', 'base.tar.gz', 'lock.json'];

/**
 * Takes a small appliance out of a registry. What the registry has is not trusted: first its manifest is read, then what that names
 * is fetched, if it is no more than an appliance may be.
 *
 * @param from `[oci://]REGISTRY/NAME[:TAG|@DIGEST]`
 * @returns the digest of the manifest
 * @throws SuperminError `ARTIFACT_*`, `OUTPUT_*`, `PROGRAM_MISSING`, `TMPDIR_*`; system errors; the signal's reason
 */
export async function pullAppliance(from: string, options: PullOptions): Promise<string> {
  const { output, force = false, packageOf } = options;
  const reference = parseArtifactReference(from);
  const context = contextOf(options);
  const isEarlier = (found: FoundDirectory) => holdsOnly(found, FILES);
  await guardOutput(output, { reads: [], isEarlier, force, packageOf });
  const artifact = await findArtifact(reference, context);
  const directory = OutputDirectory.create(output);
  try {
    await fetchArtifact(artifact, directory.path, context);
    directory.commit(context.report);
  } catch (error) {
    throw describeFailure(error, output);
  } finally {
    directory.discard();
  }
  return artifact.digest;
}
