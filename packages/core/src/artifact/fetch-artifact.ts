import { timed } from '../events/event.ts';
import { sha256Digest } from '../oci/descriptor.ts';
import { ImageLayout } from '../oci/layout.ts';
import { withTemporaryDirectory } from '../output/temporary-directory.ts';
import type { BytePath } from '../path/byte-path.ts';
import type { ArtifactContext } from './artifact-options.ts';
import { notPulled } from './errors.ts';
import { type ArtifactFile, readArtifactManifest } from './read-manifest.ts';
import type { ArtifactReference } from './reference.ts';
import { runSkopeo } from './run-skopeo.ts';
import { takeFiles } from './take-files.ts';

/** What a name of a registry stands for at the moment. */
export interface Artifact {
  reference: ArtifactReference;
  /** Of its manifest. */
  digest: string;
  files: readonly ArtifactFile[];
}

/** Room in files that skopeo writes for itself, as its cache of blobs it has seen. */
const ROOM = 64 << 20;

/**
 * Asks the registry for the manifest alone.
 *
 * @throws SuperminError `ARTIFACT_REFUSED`, `ARTIFACT_TRANSPORT`, `PROGRAM_MISSING`, `TMPDIR_*`; the signal's reason
 */
export function findArtifact(
  reference: ArtifactReference,
  context: ArtifactContext,
): Promise<Artifact> {
  const { text: name, repository, version } = reference;
  const tls = context.insecure ? ['--tls-verify=false'] : [];
  const args = ['inspect', '--raw', ...tls, `docker://${repository}${version}`];
  return withTemporaryDirectory(context.temporaryDirectory, async (layout) => {
    const manifest = await timed(context.report, 'look at the manifest', () =>
      runSkopeo(args, { name, layout, context }),
    );
    const digest = sha256Digest(manifest);
    if (version.startsWith('@') && version !== `@${digest}`) {
      throw notPulled(name, 'the manifest is not what its digest says');
    }
    return { reference, digest, files: readArtifactManifest(manifest, name) };
  });
}

/**
 * Fetches the files of an artifact into a directory that is there and empty. What is there after an error is not to be used.
 *
 * @throws SuperminError `ARTIFACT_*`, `TMPDIR_*`; system errors; the signal's reason
 */
export function fetchArtifact(
  { reference: { text: name, repository }, digest, files }: Artifact,
  directory: BytePath,
  context: ArtifactContext,
): Promise<void> {
  const tls = context.insecure ? ['--src-tls-verify=false'] : [];
  // Signatures have been checked by then, if there is a policy that asks for them, and a layout has no place for them.
  const copy = ['copy', '--quiet', '--preserve-digests', '--remove-signatures', ...tls];
  const largest = Math.max(...files.map(({ blob }) => blob.size)) + ROOM;
  return withTemporaryDirectory(context.temporaryDirectory, async (layout) => {
    await timed(context.report, 'pull', () =>
      runSkopeo([...copy, `docker://${repository}@${digest}`, 'oci:.:appliance'], {
        ...{ name, layout, largest, context },
      }),
    );
    await takeFiles(new ImageLayout(layout), { name, files, directory, signal: context.signal });
  });
}
