import {
  type BuildOptions,
  type BytePath,
  build,
  cacheDirectory,
  type Registry,
} from '@supermin/core';
import { buildsToStandardOutput } from '../arguments/standard-output.ts';
import {
  type CommandContext,
  hostOf,
  resolverOf,
  sourceDateEpoch,
  temporaryDirectory,
} from '../context/command-context.ts';
import { kernelEnvironment } from '../context/kernel-environment.ts';
import { rememberFresh, testsBeforeBuild } from '../fast-start/fast-path/remember-fresh.ts';
import { chooseBackend } from '../plugins/choose-backend.ts';
import { findPluginsFor, pluginPlaces } from '../plugins/find-plugins.ts';
import { pluginOptions } from '../plugins/plugin-options.ts';
import { refuseUnused } from '../plugins/unused-options.ts';
import { requireStream, writeStream } from './build-stream.ts';
import { requiredFormat, requiredNames, requiredOutput } from './required.ts';

export async function buildCommand(context: CommandContext): Promise<number> {
  const { invocation } = context;
  const { legacy, options } = invocation;
  const format = requiredFormat(invocation);
  const output = requiredOutput(invocation);
  const names = requiredNames(invocation, {
    code: 'INPUT_MISSING',
    legacyText: 'build: no input supermin appliance specified',
    text: 'no input was given: the files or the directory of an appliance',
  });
  const host = hostOf(context);
  const registry = findPluginsFor(context);
  const found = registry.writer(format);
  refuseUnused(found.manifest, invocation, context.report);
  const streams = buildsToStandardOutput(invocation);
  if (streams) requireStream(found.manifest, registry, invocation);
  const backend = chooseBackend(registry, host, invocation);
  const epoch = sourceDateEpoch();
  const cache = cacheDirectory(process.env, context.report);
  const job: BuildOptions = {
    inputs: names,
    output,
    // Clients of supermin 5 name directories that are to be replaced.
    force: legacy || options.has('force'),
    backend: backend.load,
    family: backend.family,
    writer: () => registry.loadWriter(found),
    writers: (other) => registry.loadWriter(registry.writer(other)),
    format: found.manifest.name,
    backendOptions: backend.options,
    writerOptions: pluginOptions({ kind: 'writer', ...found.manifest }, invocation),
    host,
    environment: kernelEnvironment(options),
    copyKernel: options.has('copy-kernel'),
    ifNewer: options.has('if-newer'),
    includePackagelist: options.has('include-packagelist'),
    noDocs: options.has('no-docs'),
    strict: options.has('strict'),
    warnMissing: !context.invocation.legacy,
    resolver: resolverOf(context),
    weak: options.has('weak'),
    temporaryDirectory: temporaryDirectory(),
    facts: {
      'the backend': backend.identity,
      'the writer': `${found.plugin.name}@${found.plugin.version}`,
    },
    signal: context.signal,
    report: context.report,
    cacheDirectory: cache,
    cpu: options.get('host-cpu'),
    kernel: options.get('kernel'),
    lock: options.get('lock'),
    lockTimeout: options.number('lock-timeout'),
    sourceDateEpoch: epoch,
  };
  if (streams) await writeStream(job);
  else await buildAndRemember(context, registry, cache, job);
  return 0;
}

/** What the fast path cannot do in node's place is not remembered for it: messages, another root. */
async function buildAndRemember(
  { invocation: { options } }: CommandContext,
  registry: Registry,
  cache: BytePath | undefined,
  job: BuildOptions,
): Promise<void> {
  const silent = !options.has('verbose') && !options.has('timings') && !options.has('root');
  if (!options.has('if-newer') || !silent || cache === undefined) {
    await build(job);
    return;
  }
  const before = testsBeforeBuild(pluginPlaces(registry), job.inputs);
  const { record } = await build(job);
  if (record !== undefined && before !== undefined) {
    rememberFresh(record, before, job.output, cache);
  }
}
