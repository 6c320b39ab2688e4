import { complaintOf, refusedHere } from '../container-image/complaint.ts';
import { skopeoCommand } from '../container-image/skopeo-command.ts';
import { DOCUMENT_LIMIT } from '../oci/layout.ts';
import type { BytePath } from '../path/byte-path.ts';
import type { ArtifactContext } from './artifact-options.ts';
import { transportFailed } from './errors.ts';

export interface SkopeoRun {
  /** The appliance as it was named, for messages. */
  name: string;
  /** Where the layout is: `oci:.:TAG` in the arguments. */
  layout: BytePath;
  /** See `skopeoCommand`. */
  largest?: number;
  context: Pick<ArtifactContext, 'host' | 'signal'>;
}

/**
 * Registries, credentials and which signatures are asked for are those of skopeo's own configuration, containers-registries.conf(5),
 * containers-auth.json(5) and containers-policy.json(5).
 *
 * @returns its standard output, of a few megabytes at most
 * @throws SuperminError `PROGRAM_MISSING`, `ARTIFACT_TRANSPORT`, `NO_SPACE`; the signal's reason
 */
export async function runSkopeo(
  args: readonly string[],
  { name, layout, largest, context: { host, signal } }: SkopeoRun,
): Promise<Buffer> {
  const command = skopeoCommand(args, largest);
  const { status, stdout, stderr } = await host.run(command.program, command.words, {
    cwd: layout,
    signal,
    package: command.package,
    limit: DOCUMENT_LIMIT,
  });
  if (status === 0) return stdout;
  const complaint = complaintOf(stderr);
  throw refusedHere(complaint, layout) ?? transportFailed(name, complaint);
}
