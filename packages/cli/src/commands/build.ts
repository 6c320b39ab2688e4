import {
  type BuildRequest,
  build,
  cacheDirectory,
  displayPath,
  type FoundWriter,
  type Registry,
} from '@supermin/core';
import { buildsToStandardOutput } from '../arguments/standard-output.ts';
import {
  type CommandContext,
  resolverOf,
  rootOf,
  sourceDateEpoch,
  temporaryDirectory,
  xattrsOf,
} from '../context/command-context.ts';
import { kernelEnvironment } from '../context/kernel-environment.ts';
import { rememberFresh, testsBeforeBuild } from '../fast-start/fast-path/remember-fresh.ts';
import { type ChosenBackend, chooseBackend } from '../plugins/choose-backend.ts';
import { findPluginsFor, pluginPlaces } from '../plugins/find-plugins.ts';
import { packageOf } from '../plugins/package-of.ts';
import { pluginOptions } from '../plugins/plugin-options.ts';
import { refuseUnused } from '../plugins/unused-options.ts';
import { buildRoot } from '../repository/build-root.ts';
import { requireStream, writeStream } from './build-stream.ts';
import { dryRun } from './dry-run.ts';
import { requiredFormat, requiredNames, requiredOutput } from './required.ts';

export async function buildCommand(context: CommandContext): Promise<number> {
  const { invocation } = context;
  const format = requiredFormat(invocation);
  const output = requiredOutput(invocation);
  const inputs = requiredNames(invocation, {
    code: 'INPUT_MISSING',
    legacyText: 'build: no input supermin appliance specified',
    text: 'no input was given: the files or the directory of an appliance',
  });
  const { host, image } = await rootOf(context);
  const registry = findPluginsFor(context);
  const writer = registry.writer(format);
  refuseUnused(writer.manifest, invocation, context.report);
  const streams = buildsToStandardOutput(invocation);
  if (streams) requireStream(writer.manifest, registry, invocation);
  if (invocation.options.has('dry-run')) {
    return dryRun(context, registry, writer.manifest, inputs);
  }
  const repository = await buildRoot(context, registry, inputs);
  const backend = repository?.backend ?? chooseBackend(registry, host, invocation);
  const job: BuildRequest = {
    inputs,
    output,
    host,
    image,
    lockedRoot: repository?.root,
    ...pluginsOf(context, registry, writer, backend),
    ...settingsOf(context),
  };
  if (streams) await writeStream(job);
  else {
    const built = await buildAndRemember(context, registry, job);
    context.finished?.({ output: displayPath(output), format: writer.manifest.name, built });
  }
  return 0;
}

/** Who does the work, with options of their own. */
function pluginsOf(
  { invocation }: CommandContext,
  registry: Registry,
  { manifest, plugin }: FoundWriter,
  backend: ChosenBackend,
) {
  return {
    backend: backend.load,
    family: backend.family,
    backendOptions: backend.options,
    writer: () => registry.loadWriter({ manifest, plugin }),
    writers: (other: string) => registry.loadWriter(registry.writer(other)),
    format: manifest.name,
    writerOptions: pluginOptions({ kind: 'writer', ...manifest }, invocation),
    facts: {
      'the backend': backend.identity,
      'the writer': `${plugin.name}@${plugin.version}`,
    },
  };
}

/** The command's own options, and its environment. */
function settingsOf(context: CommandContext) {
  const { signal, report } = context;
  const { legacy, options } = context.invocation;
  return {
    signal,
    report,
    sourceDateEpoch: sourceDateEpoch(),
    cacheDirectory: cacheDirectory(process.env, report),
    temporaryDirectory: temporaryDirectory(),
    environment: kernelEnvironment(options),
    // Clients of supermin 5 name directories that are to be replaced.
    force: legacy || options.has('force'),
    packageOf: packageOf(context),
    warnMissing: !legacy,
    // They get what they had of supermin 5, too.
    alternatives: legacy ? false : undefined,
    copyKernel: options.has('copy-kernel'),
    ifNewer: options.has('if-newer'),
    includePackagelist: options.has('include-packagelist'),
    noDocs: options.has('no-docs'),
    strict: options.has('strict'),
    resolver: resolverOf(context),
    xattrs: xattrsOf(context) ?? (legacy ? 'none' : undefined),
    weak: options.has('weak'),
    cpu: options.get('host-cpu'),
    kernel: options.get('kernel'),
    lock: options.get('lock'),
    lockTimeout: options.number('lock-timeout'),
  };
}

/**
 * What the fast path cannot do in node's place is not remembered for it: messages, another root.
 *
 * @returns false if the output was up to date
 */
async function buildAndRemember(
  { invocation: { options } }: CommandContext,
  registry: Registry,
  job: BuildRequest,
): Promise<boolean> {
  const { cacheDirectory: cache, lockedRoot } = job;
  const silent =
    lockedRoot === undefined &&
    !options.has('verbose') &&
    !options.has('timings') &&
    !options.has('json') &&
    !options.has('root');
  if (!options.has('if-newer') || !silent || cache === undefined) {
    return (await build(job)).built;
  }
  const before = testsBeforeBuild(pluginPlaces(registry), job.inputs);
  const { built, record } = await build(job);
  if (record !== undefined && before !== undefined) {
    rememberFresh(record, before, job.output, cache);
  }
  return built;
}
