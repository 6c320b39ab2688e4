import { completeOptions } from './complete-options.ts';
import type { Backend, Writer, WriterContext } from './contract.ts';
import type { BackendManifest, WriterManifest } from './manifest.ts';

/**
 * The writer, given its options checked and with defaults whoever calls it.
 *
 * @param plugin who it is, if it does not say so
 */
export function writerWithOptions(
  writer: Writer,
  manifest: Pick<WriterManifest, 'name' | 'options'>,
  plugin = writer.plugin,
): Writer {
  const { name, options } = manifest;
  const complete = (context: WriterContext): WriterContext => ({
    ...context,
    options: completeOptions({ kind: 'writer', name, options }, context.options),
  });
  return {
    name: writer.name,
    plugin,
    outputs: (context) => writer.outputs(complete(context)),
    inputs: async (context) => writer.inputs(complete(context)),
    write: async (tree, directory, context) => writer.write(tree, directory, complete(context)),
    stream: writer.stream && ((tree, context) => writer.stream!(tree, complete(context))),
    begin: async (directory, context) => writer.begin?.(directory, complete(context)),
    inspect: writer.inspect && (async (output, context) => writer.inspect!(output, context)),
    inspectImage:
      writer.inspectImage && (async (image, context) => writer.inspectImage!(image, context)),
  };
}

/** The backend, given its options checked and with defaults whoever calls it. */
export function backendWithOptions(
  backend: Backend,
  manifest: Pick<BackendManifest, 'name' | 'options'>,
): Backend {
  const { name, options } = manifest;
  const owner = { kind: 'backend', name, options } as const;
  return {
    name: backend.name,
    freshness: (host, given) => backend.freshness(host, completeOptions(owner, given)),
    open: async (context) =>
      backend.open({ ...context, options: completeOptions(owner, context.options) }),
    packageUrl: backend.packageUrl && ((pkg, release) => backend.packageUrl!(pkg, release)),
    repository: backend.repository,
  };
}
