import { complaintOf, refusedHere } from './complaint.ts';
import { imageFetchFailed } from './errors.ts';
import { type ImageFetch, largestBlob } from './largest-blob.ts';
import { wantedPlatform } from './platform.ts';
import { skopeoCommand } from './skopeo-command.ts';

/** What skopeo writes besides: its cache of blobs that it has seen. */
const ROOM = 64 << 20;

/**
 * Has skopeo fetch an image into a new OCI layout. Registries, credentials and which signatures are asked for are those of its own
 * configuration, containers-registries.conf(5), containers-auth.json(5) and containers-policy.json(5).
 *
 * @param source `docker://NAME`
 * @throws SuperminError `PROGRAM_MISSING`, `IMAGE_FETCH`, `IMAGE_UNSUPPORTED`, `NO_SPACE`; the signal's reason
 */
export async function skopeoCopy(source: string, copy: ImageFetch): Promise<void> {
  const { image, layout, context } = copy;
  const largest = await largestBlob(source, copy);
  const args = [
    ...[...platformOptions(context), 'copy', '--quiet'],
    // They have been checked by then, if there is a policy that asks for them, and a layout has no place for them.
    '--remove-signatures',
    // Compressed anew, a layer that never ends would be cut off late or never.
    '--dest-oci-accept-uncompressed-layers',
    ...(context.insecure ? ['--src-tls-verify=false'] : []),
    source,
    // From its directory, which may be called anything.
    'oci:.:image',
  ];
  const command = skopeoCommand(args, largest + ROOM);
  const { status, stderr } = await context.host.run(command.program, command.words, {
    cwd: layout,
    signal: context.signal,
    package: command.package,
    limit: MOST_OUTPUT,
  });
  if (status === 0) return;
  const complaint = complaintOf(stderr);
  throw refusedHere(complaint, layout) ?? imageFetchFailed(image, complaint);
}

function platformOptions({ arch }: ImageFetch['context']): string[] {
  const platform = arch === undefined ? undefined : wantedPlatform(arch);
  return [
    '--override-os=linux',
    ...(platform === undefined ? [] : [`--override-arch=${platform.architecture}`]),
    ...(platform?.variant === undefined ? [] : [`--override-variant=${platform.variant}`]),
  ];
}

const MOST_OUTPUT = 1 << 20;
