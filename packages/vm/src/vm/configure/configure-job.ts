import type { Configuration, LayerStore, LockedPackages } from '@supermin/core';

/** Packages to configure, and where what becomes of them is kept. */
export interface ConfigureJob {
  packages: LockedPackages;
  configuration: Configuration;
  store: LayerStore;
  /** What the result is kept by: all that it depends on. */
  key: string;
}
