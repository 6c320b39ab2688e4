import type {
  Backend,
  BuildEnvironment,
  BytePath,
  Lazy,
  Lock,
  LockedRoot,
  PluginOptions,
  RepositoryOptions,
  Writer,
} from '@supermin/core';

/** How the scripts of packages are run. */
export interface ConfigureRequest {
  /** Seconds that all of it may take. Default: 3600. */
  timeout?: number | undefined;
  /** Whether scripts reach what this machine reaches. Default: false. */
  network?: boolean | undefined;
}

export interface ConfigureOptions extends RepositoryOptions, ConfigureRequest {
  /** Which of the backend's families it is. */
  family: string;
  backend: Backend;
  backendOptions?: PluginOptions | undefined;
  /** The writer of ext2 images. */
  writer: Lazy<Writer>;
  /** Kernel of the VM; see `BuildOptions`. */
  kernel?: string | undefined;
  kernelEnvironment?: BuildEnvironment | undefined;
  temporaryDirectory?: BytePath | undefined;
}

/** Makes the root of a lock whose packages have been configured. */
export type Configure = (lock: Lock, options: ConfigureOptions) => Promise<LockedRoot>;
