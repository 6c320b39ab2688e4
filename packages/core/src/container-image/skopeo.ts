import type { BytePath } from '../path/byte-path.ts';
import { imageFetchFailed } from './errors.ts';
import type { ImageContext } from './image-options.ts';
import { wantedPlatform } from './platform.ts';

export interface SkopeoCopy {
  /** For messages. */
  image: string;
  /** The new layout's directory. */
  layout: BytePath;
  context: Pick<ImageContext, 'arch' | 'insecure' | 'host' | 'signal'>;
}

/**
 * Has skopeo fetch an image into a new OCI layout. Registries, credentials and which signatures are asked for are those of its own
 * configuration, containers-registries.conf(5), containers-auth.json(5) and containers-policy.json(5).
 *
 * @param source `docker://NAME`
 * @throws SuperminError `PROGRAM_MISSING`, `IMAGE_FETCH`; the signal's reason
 */
export async function skopeoCopy(
  source: string,
  { image, layout, context }: SkopeoCopy,
): Promise<void> {
  const { arch, insecure, host, signal } = context;
  const platform = arch === undefined ? undefined : wantedPlatform(arch);
  const { status, stderr } = await host.run(
    'skopeo',
    [
      '--override-os=linux',
      ...(platform === undefined ? [] : [`--override-arch=${platform.architecture}`]),
      ...(platform?.variant === undefined ? [] : [`--override-variant=${platform.variant}`]),
      'copy',
      '--quiet',
      // They have been checked by then, if there is a policy that asks for them, and a layout has no place for them.
      '--remove-signatures',
      ...(insecure ? ['--src-tls-verify=false'] : []),
      source,
      // From its directory, which may be called anything.
      'oci:.:image',
    ],
    { cwd: layout, signal, package: 'skopeo', limit: MOST_OUTPUT },
  );
  if (status !== 0) throw imageFetchFailed(image, lastLine(stderr));
}

const MOST_OUTPUT = 1 << 20;

/** The reason, without time and level. */
export function lastLine(output: Buffer): string {
  const line = output.toString('utf8').trim().split('\n').at(-1) ?? '';
  return (/ msg="(.*)"$/.exec(line)?.[1] ?? line).replaceAll('\\"', '"');
}
