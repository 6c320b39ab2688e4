import { lstatSync, statSync } from 'node:fs';
import { listInputs } from '../appliance/inputs.ts';
import { describeFailure } from '../errors/write-failure.ts';
import { timed } from '../events/event.ts';
import { ImageLayout } from '../oci/layout.ts';
import { withTemporaryDirectory } from '../output/temporary-directory.ts';
import { type BytePath, baseName, toSystemPath } from '../path/byte-path.ts';
import { type ArtifactOptions, contextOf } from './artifact-options.ts';
import { checkKind } from './check-kind.ts';
import { notPushed } from './errors.ts';
import { isFileName, MOST_BYTES, MOST_FILES } from './limits.ts';
import { parseArtifactReference } from './reference.ts';
import { runSkopeo } from './run-skopeo.ts';
import { writeArtifact } from './write-artifact.ts';

/** What the artifact is called in the layout that skopeo reads. */
const TAG = 'appliance';

/**
 * Puts a small appliance into a registry. What it is there follows from its files alone: the same ones have the same digest.
 *
 * @param to `[oci://]REGISTRY/NAME[:TAG]`
 * @param appliance the directory that `prepare` made
 * @returns the digest of the manifest
 * @throws SuperminError `ARTIFACT_*`, `INPUT_*`, `PROGRAM_MISSING`, `TMPDIR_*`; system errors; the signal's reason
 */
export async function pushAppliance(
  to: string,
  appliance: BytePath,
  options: ArtifactOptions = {},
): Promise<string> {
  const { repository, version } = parseArtifactReference(to);
  const context = contextOf(options);
  const files = filesOf(appliance);
  for (const file of files) {
    await checkKind(file, context.signal, (why) => notPushed(file, why));
  }
  return withTemporaryDirectory(context.temporaryDirectory, async (directory) => {
    const { digest } = await layoutOf(files, directory);
    const args = [
      ...['copy', '--quiet', '--preserve-digests'],
      ...(context.insecure ? ['--dest-tls-verify=false'] : []),
      ...[`oci:.:${TAG}`, `docker://${repository}${version}`],
    ];
    const skopeo = { name: to, layout: directory, context };
    await timed(context.report, 'push', () => runSkopeo(args, skopeo));
    return digest;
  });
}

async function layoutOf(files: readonly BytePath[], directory: BytePath) {
  try {
    return await writeArtifact(ImageLayout.create(directory), files, TAG);
  } catch (error) {
    throw describeFailure(error, directory);
  }
}

/** In byte order. */
function filesOf(appliance: BytePath): BytePath[] {
  if (isFile(appliance)) throw notPushed(appliance, 'not a directory');
  const files = listInputs([appliance]);
  if (files.length === 0) throw notPushed(appliance, 'there is no file in it');
  if (files.length > MOST_FILES) throw notPushed(appliance, `more than ${MOST_FILES} files`);
  let bytes = 0;
  for (const file of files) {
    if (file.slice(appliance.length).replace(/^\/+/, '').includes('/')) {
      throw notPushed(file, 'it lies in a directory of the appliance');
    }
    if (!isFileName(baseName(file))) throw notPushed(file, 'no name for a file of an appliance');
    const status = lstatSync(toSystemPath(file));
    // Who made the appliance may have meant a file of whoever pushes it.
    if (!status.isFile()) throw notPushed(file, 'a link: what it leads to is not pushed');
    bytes += status.size;
  }
  if (bytes > MOST_BYTES) throw notPushed(appliance, `more than ${MOST_BYTES} bytes`);
  return files;
}

/** What is not there is an error of its own. */
function isFile(path: BytePath): boolean {
  return statSync(toSystemPath(path), { throwIfNoEntry: false })?.isFile() ?? false;
}
