import type {
  Backend,
  FoundBackend,
  Host,
  Lazy,
  PluginOptions,
  Registry,
  Writer,
} from '@supermin/core';
import { installedPlugins } from './installed-plugins.ts';

/** Who reads the packages and who writes the image. */
export interface ChosenPlugins {
  backend: Lazy<Backend>;
  /** Which of the backend's families the host root has: `debian/dpkg`. */
  family: string;
  /** The writer of ext2 images. */
  writer: Lazy<Writer>;
  /** What else tells them from others, by name: versions. */
  facts?: Readonly<Record<string, string>>;
}

/** How plugins are found, and their options. */
export interface PluginRequest {
  /** Default: a registry of those that are installed beside this package. */
  plugins?: Registry | ChosenPlugins;
  /** Name of the backend in a registry. Default: the one for the host root's package manager. */
  backend?: string;
  /** The backend's own options, and the ext2 writer's. */
  backendOptions?: PluginOptions;
  writerOptions?: PluginOptions;
}

/** @throws SuperminError `BACKEND_MISSING`, `BACKEND_AMBIGUOUS`, `WRITER_MISSING`, `WRITER_AMBIGUOUS` */
export function choosePlugins(
  { plugins = installedPlugins(), backend }: PluginRequest,
  host: Host,
): ChosenPlugins {
  // Not by `instanceof`: it may be one of another copy of core.
  if (!('detect' in plugins)) return plugins;
  const { found, family } = plugins.detect(host, backend);
  return pluginsOf(plugins, found, family.name);
}

/** A backend, and the writer of ext2 images. */
export function pluginsOf(registry: Registry, found: FoundBackend, family: string): ChosenPlugins {
  const { writer, facts } = ext2Writer(registry);
  const backend = () => registry.loadBackend(found);
  return { backend, family, writer, facts: { 'the backend': identity(found.plugin), ...facts } };
}

/** The writer of ext2 images, for whom no package manager is asked. */
export function ext2Writer(
  plugins: Registry | ChosenPlugins,
): Pick<ChosenPlugins, 'writer' | 'facts'> {
  if (!('detect' in plugins)) return plugins;
  const writer = plugins.writer('ext2');
  return {
    writer: () => plugins.loadWriter(writer),
    facts: { 'the writer': identity(writer.plugin) },
  };
}

function identity({ name, version }: { name: string; version: string }): string {
  return `${name}@${version}`;
}
