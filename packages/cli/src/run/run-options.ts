import { existsSync } from 'node:fs';
import {
  type BytePath,
  findLock,
  type Host,
  joinPath,
  type Lock,
  toSystemPath,
} from '@supermin/core';
import type { RunOptions, SharedDirectory } from '@supermin/vm';
import { refuseForFullAppliance, refuseForWholeImage } from '../arguments/refused.ts';
import { toUnicode } from '../arguments/unicode.ts';
import {
  type CommandContext,
  type CommandRoot,
  resolverOf,
  temporaryDirectory,
} from '../context/command-context.ts';
import { kernelEnvironment } from '../context/kernel-environment.ts';
import { findPluginsFor } from '../plugins/find-plugins.ts';
import { pluginOptions } from '../plugins/plugin-options.ts';
import { configureRequest } from '../repository/configure-request.ts';
import { mirrorsFor } from '../repository/mirrors.ts';
import { fromOf } from '../repository/repository-request.ts';
import { parseDisk } from './disk.ts';
import { environmentOf } from './environment.ts';
import { parsePublish } from './published-port.ts';
import { parseShare } from './share.ts';

type VmPackage = Pick<typeof import('@supermin/vm'), 'isSmallAppliance'>;

/** What the command line says of a run, for vm. */
export function runOptions(context: CommandContext, root: CommandRoot, vm: VmPackage): RunOptions {
  const { invocation, signal, report } = context;
  const { options } = invocation;
  const user = options.get('user');
  return {
    ...root,
    entrypoint: entrypointOf(options.get('entrypoint')),
    signal,
    report,
    temporaryDirectory: temporaryDirectory(),
    env: environmentOf(options.all('env')),
    cwd: options.get('workdir'),
    user: user === undefined ? undefined : toUnicode(user),
    hostname: options.get('name'),
    shares: [...options.all('share').map(parseShare), ...options.all('rw').map(writable)],
    disks: options.all('disk').map(parseDisk),
    network: options.has('net'),
    publish: options.all('publish').map(parsePublish),
    tty: options.has('tty') || undefined,
    memory: options.number('memory'),
    cpus: options.number('cpus'),
    accelerator: options.get('accel') as RunOptions['accelerator'],
    append: options.all('append').join(' ') || undefined,
    qemuOptions: options.all('qemu-option').map(toUnicode),
    template: !options.has('no-template'),
    warm: warmOf(options.get('warm')),
    // As timeout(1): 0 is no time limit.
    timeout: options.number('timeout') || undefined,
    console: options.has('verbose') ? (chunk) => void process.stderr.write(chunk) : undefined,
    ...applianceOptions(context, root, vm),
  };
}

/** One that was built before needs no plugins. */
function applianceOptions(
  context: CommandContext,
  { host, image }: CommandRoot,
  vm: VmPackage,
): RunOptions {
  const { options } = context.invocation;
  if (options.has('host')) {
    return {
      hostRoot: true,
      environment: kernelEnvironment(options),
      kernel: options.get('kernel'),
    };
  }
  const appliance = options.get('appliance');
  if (appliance !== undefined && !vm.isSmallAppliance(appliance)) {
    // That it is none, or not there, is vm's to tell.
    if (existsSync(toSystemPath(joinPath(appliance, 'kernel')))) {
      refuseForFullAppliance(context.invocation);
    }
    return { appliance, environment: kernelEnvironment(options) };
  }
  if (image !== undefined && appliance === undefined && !options.has('appliance-package')) {
    return imageOptions(context);
  }
  const lock = appliance === undefined ? undefined : findLock([appliance]);
  return {
    appliance,
    ...pluginRequest(context, host, lock),
    from: fromOf(context),
    mirrors: mirrorsFor(lock?.from ?? options.all('from'), options),
    arch: options.get('arch'),
    configure: configureRequest(context),
    packages: options.all('package'),
    bare: options.has('bare'),
    size: options.get('size'),
    environment: kernelEnvironment(options),
    kernel: options.get('kernel'),
    resolver: resolverOf(context),
    weak: options.has('weak'),
    noDocs: options.has('no-docs'),
    strict: options.has('strict'),
  };
}

/** All of a container image: there are no packages to choose. */
function imageOptions(context: CommandContext): RunOptions {
  const { invocation } = context;
  const { options } = invocation;
  refuseForWholeImage(invocation);
  const plugins = findPluginsFor(context);
  const { manifest } = plugins.writer('ext2');
  return {
    plugins,
    writerOptions: pluginOptions({ kind: 'writer', ...manifest }, invocation),
    size: options.get('size'),
    environment: kernelEnvironment(options),
    kernel: options.get('kernel'),
  };
}

function entrypointOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : toUnicode(text);
}

/** It is one word here, and a shell's in the VM. */
function warmOf(command: string | undefined): RunOptions['warm'] {
  return command === undefined ? undefined : ['sh', '-c', Buffer.from(command, 'latin1')];
}

/** Of `--rw`: it has the same name here and in the VM. */
function writable(directory: BytePath): SharedDirectory {
  return { directory, readOnly: false };
}

function pluginRequest(context: CommandContext, host: Host, lock: Lock | undefined): RunOptions {
  const { invocation } = context;
  const plugins = findPluginsFor(context);
  const backend = lock?.backend ?? invocation.options.get('backend');
  const [from] = fromOf(context);
  const { found } =
    from === undefined ? plugins.detect(host, backend) : plugins.repository(from, host, backend);
  const { manifest: reader } = found;
  const { manifest: writer } = plugins.writer('ext2');
  return {
    plugins,
    backend,
    backendOptions: pluginOptions({ kind: 'backend', ...reader }, invocation),
    writerOptions: pluginOptions({ kind: 'writer', ...writer }, invocation),
  };
}
