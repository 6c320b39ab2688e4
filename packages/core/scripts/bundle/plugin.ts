import type { Options } from 'tsup';

/** A plugin of esbuild, which comes with tsup. */
export type BundlePlugin = NonNullable<Options['esbuildPlugins']>[number];

/** A plugin of tsup itself. */
export type OutputPlugin = NonNullable<Options['plugins']>[number];
