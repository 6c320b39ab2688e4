import type { Report } from '../events/event.ts';
import type { Host } from '../host/host.ts';
import { localHost } from '../host/local-host.ts';
import type { BytePath } from '../path/byte-path.ts';
import { cacheNeeded } from '../repository/errors.ts';

/** How a container image is found and unpacked. */
export interface ImageOptions {
  /** See `cacheDirectory()`: layers are kept there, and images of registries. */
  cacheDirectory: BytePath | undefined;
  /** Architecture of the image, as `uname -m`, Debian or OCI spells it. Default: this machine's, or the only one that there is. */
  arch?: string | undefined;
  /** Whether a registry may be talked to without TLS, or with a certificate that nobody vouches for. Default: false. */
  insecure?: boolean | undefined;
  /** Whether a registry is asked for an image that was fetched before. Default: false. */
  pull?: boolean | undefined;
  /** This machine: its kernels, its programs. Default: `/`. */
  host?: Host;
  signal?: AbortSignal | undefined;
  report?: Report | undefined;
}

/** The same with defaults. */
export interface ImageContext {
  cacheDirectory: BytePath;
  arch: string | undefined;
  insecure: boolean;
  pull: boolean;
  host: Host;
  signal: AbortSignal;
  report: Report;
}

/** @throws SuperminError `CACHE_MISSING` */
export function contextOf(options: ImageOptions): ImageContext {
  const { cacheDirectory, arch, insecure = false, pull = false } = options;
  if (cacheDirectory === undefined) throw cacheNeeded();
  return {
    ...{ cacheDirectory, arch, insecure, pull },
    host: options.host ?? localHost(),
    signal: options.signal ?? new AbortController().signal,
    report: options.report ?? (() => {}),
  };
}
