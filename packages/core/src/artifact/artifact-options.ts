import type { Report } from '../events/event.ts';
import type { Host } from '../host/host.ts';
import { localHost } from '../host/local-host.ts';
import { DEFAULT_TEMPORARY_DIRECTORY } from '../output/temporary-directory.ts';
import type { BytePath } from '../path/byte-path.ts';

/** How a registry is talked to that has appliances. */
export interface ArtifactOptions {
  /** Existing directory for intermediate data. Default: `/var/tmp`. */
  temporaryDirectory?: BytePath;
  /** Whether a registry may be talked to without TLS or with an untrusted certificate. Default: false. */
  insecure?: boolean;
  /** Where skopeo is run. Default: this machine. */
  host?: Pick<Host, 'run'>;
  signal?: AbortSignal;
  report?: Report;
}

/** The same with defaults. */
export type ArtifactContext = Required<ArtifactOptions>;

export function contextOf(options: ArtifactOptions): ArtifactContext {
  return {
    temporaryDirectory: options.temporaryDirectory ?? DEFAULT_TEMPORARY_DIRECTORY,
    insecure: options.insecure ?? false,
    host: options.host ?? localHost(),
    signal: options.signal ?? new AbortController().signal,
    report: options.report ?? (() => {}),
  };
}
