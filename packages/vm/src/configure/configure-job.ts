import type { Configuration, LayerStore, LockedPackages } from '@supermin/core';
import type { FileNode } from '@supermin/core/writer';

/** Packages to configure, and where what becomes of them is kept. */
export interface ConfigureJob {
  packages: LockedPackages;
  configuration: Configuration;
  store: LayerStore;
  /** Fetches the package files, by their SHA-256. */
  packageFiles: () => Promise<ReadonlyMap<string, FileNode>>;
  /** What the result is kept by: all that it depends on. */
  key: string;
}
