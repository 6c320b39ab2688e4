import type { ArtifactOptions } from '@supermin/core';
import { type CommandContext, temporaryDirectory } from '../context/command-context.ts';

/** How a registry is talked to that has appliances. */
export function artifactOptionsOf({
  invocation: { options },
  signal,
  report,
}: CommandContext): ArtifactOptions {
  return {
    temporaryDirectory: temporaryDirectory(),
    insecure: options.has('insecure'),
    signal,
    report,
  };
}
