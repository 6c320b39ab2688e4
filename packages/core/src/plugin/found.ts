import type { FoundPlugin } from './discover.ts';
import type { BackendManifest, WriterManifest } from './manifest.ts';

/** A backend of a plugin. */
export interface FoundBackend {
  plugin: FoundPlugin;
  manifest: BackendManifest;
}

/** A writer of a plugin. */
export interface FoundWriter {
  plugin: FoundPlugin;
  manifest: WriterManifest;
}
