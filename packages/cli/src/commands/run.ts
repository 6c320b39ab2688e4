import { existsSync, realpathSync } from 'node:fs';
import { machine } from 'node:os';
import { join } from 'node:path';
import {
  type BytePath,
  cacheDirectory,
  type Host,
  SuperminError,
  toSystemPath,
} from '@supermin/core';
import { UsageError } from '../arguments/usage-error.ts';
import { type ChosenBackend, chooseBackend } from '../plugins/choose-backend.ts';
import { findPlugins } from '../plugins/find-plugins.ts';
import { writerOptions } from '../plugins/writer-options.ts';
import { cachedAppliance } from '../run/cached-appliance.ts';
import { type Selection, SHELL, selectFiles } from '../run/selection.ts';
import { parseShare } from '../run/share.ts';
import { given, kernelEnvironment } from './build.ts';
import { type CommandContext, hostOf, resolverOf, temporaryDirectory } from './context.ts';

/** Room to write in the VM, on top of what the packages take. */
const FREE_SPACE = '+4G';

const ACCELERATORS = ['auto', 'kvm', 'tcg'] as const;

/** Boots a VM from this machine's packages, runs COMMAND in it, and ends with COMMAND's status. */
export async function runCommand(context: CommandContext): Promise<number> {
  const { invocation, signal, report } = context;
  const { names: argv, options } = invocation;
  const accelerator = acceleratorOption(options.get('accel'));
  const shares = options.all('share').map(parseShare);
  const host = hostOf(context);
  const built = options.get('appliance');
  const boot = await loadBoot();
  const directory = built === undefined ? await buildAppliance(context, host) : checked(built);
  const kernel = join(directory, 'kernel');
  const { status } = await boot.runInAppliance({
    appliance: {
      kernel,
      initrd: join(directory, 'initrd'),
      root: join(directory, 'root'),
      ...given('modulesDirectory', shares.length === 0 ? undefined : modulesOf(kernel, host, boot)),
    },
    argv,
    env: Object.fromEntries(options.all('env').map(variable)),
    shares,
    signal,
    report,
    cacheDirectory: cacheDirectory(process.env),
    temporaryDirectory: temporaryDirectory(),
    ...given('accelerator', accelerator),
    ...given('tty', options.has('tty') || undefined),
    ...given('cwd', options.get('workdir')),
    ...given('memory', options.number('memory', 64)),
    ...given('cpus', options.number('cpus', 1)),
    ...given('timeout', options.number('timeout', 0)),
    ...given('append', options.all('append').join(' ') || undefined),
    ...given(
      'console',
      options.has('verbose') ? (chunk: Buffer) => void process.stderr.write(chunk) : undefined,
    ),
  });
  return status;
}

type Boot = typeof import('@supermin/boot');

/** An optional dependency, like the plugins. */
async function loadBoot(): Promise<Boot> {
  try {
    return await import('@supermin/boot');
  } catch (error) {
    throw new SuperminError('BOOT_MISSING', 'the package @supermin/boot is not installed', {
      hint: "'npm install @supermin/boot' beside the command",
      cause: error,
    });
  }
}

async function buildAppliance(context: CommandContext, host: Host): Promise<BytePath> {
  const { invocation, signal, report } = context;
  const { options } = invocation;
  const registry = findPlugins(options);
  const backend = chooseBackend(registry, host, options.get('backend'));
  const found = registry.writer('ext2');
  const selection = await selectPackages(context, host, backend);
  return cachedAppliance(selection, {
    cacheDirectory: cacheDirectory(process.env),
    backend: backend.load,
    family: backend.family,
    writer: () => registry.loadWriter(found),
    writerOptions: {
      ...writerOptions(found.manifest, options),
      size: options.get('size') ?? FREE_SPACE,
    },
    host,
    environment: kernelEnvironment(),
    resolver: resolverOf(context),
    weak: options.has('weak'),
    temporaryDirectory: temporaryDirectory(),
    facts: {
      'the backend': backend.identity,
      'the writer': `${found.plugin.name}@${found.plugin.version}`,
    },
    signal,
    report,
    ...given('kernel', options.get('kernel')),
  });
}

async function selectPackages(
  { invocation, signal, report }: CommandContext,
  host: Host,
  backend: ChosenBackend,
): Promise<Selection> {
  const { load, family } = backend;
  const database = await (await load()).open({ host, family, signal, report });
  const names = invocation.options.all('package');
  const command = invocation.names[0] ?? SHELL;
  return selectFiles(database, host, family, names, command, report);
}

function checked(directory: string): BytePath {
  for (const name of ['kernel', 'initrd', 'root']) {
    if (!existsSync(toSystemPath(join(directory, name)))) {
      throw new SuperminError(
        'APPLIANCE_MISSING',
        `${directory}: there is no ${name} in this appliance`,
        {
          hint: "name a directory that 'supermin build -f ext2' made",
        },
      );
    }
  }
  return realpathSync(toSystemPath(directory), { encoding: 'latin1' });
}

/** Tells how directories can be shared; where it is not known, every way is tried. */
function modulesOf(kernel: BytePath, host: Host, boot: Boot): BytePath | undefined {
  try {
    const path = realpathSync(toSystemPath(kernel), { encoding: 'latin1' });
    const request = { host, environment: {}, cpu: machine(), kernel: path, report: () => {} };
    return host.locate(boot.chooseKernel(request).modules);
  } catch {
    return undefined;
  }
}

function acceleratorOption(text: string | undefined): (typeof ACCELERATORS)[number] | undefined {
  const known = ACCELERATORS.find((name) => name === text);
  if (text !== undefined && known === undefined) {
    throw new UsageError(`option '--accel' needs ${ACCELERATORS.join(', ')}, not '${text}'`, 'run');
  }
  return known;
}

/** `NAME=VALUE`, or `NAME` for the value that it has here. */
function variable(text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals < 0) return [text, process.env[text] ?? ''];
  return [text.slice(0, equals), text.slice(equals + 1)];
}
