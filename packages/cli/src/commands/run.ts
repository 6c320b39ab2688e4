import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type BytePath,
  cpuOf,
  installHint,
  joinPath,
  realPath,
  SuperminError,
  toSystemPath,
  withTemporaryDirectory,
} from '@supermin/core';
import type { AppliancePackage, RunOptions } from '@supermin/vm';
import type { OptionValues } from '../arguments/option-values.ts';
import {
  type CommandContext,
  hostOf,
  temporaryDirectory,
  userCache,
} from '../context/command-context.ts';
import { importOptional } from '../fast-start/bundle/import-installed.ts';
import { packageRoots } from '../plugins/find-plugins.ts';
import { buildAppliance } from '../run/build-appliance.ts';
import { environmentOf } from '../run/environment.ts';
import { parseShare } from '../run/share.ts';
import { workdirInVm } from '../run/workdir.ts';

/** What runs in the appliance of a package when no COMMAND is given. */
const INIT = '/init';

/** Boots a VM from this machine's packages, runs COMMAND in it, and ends with COMMAND's status. */
export async function runCommand(context: CommandContext): Promise<number> {
  const vm = await loadVm();
  const cache = userCache(context, vm.STORE);
  if (cache !== undefined) return runWithCache(context, vm, cache);
  // What is built has to be somewhere.
  return withTemporaryDirectory(temporaryDirectory(), (directory) =>
    runWithCache(context, vm, directory),
  );
}

async function runWithCache(
  context: CommandContext,
  vm: VmPackage,
  cache: BytePath,
): Promise<number> {
  const { invocation, signal, report } = context;
  const { names, options } = invocation;
  const shares = options.all('share').map(parseShare);
  const host = hostOf(context);
  const built = options.get('appliance');
  const carrier = appliancePackage(options, vm);
  const argv = names.length === 0 && carrier !== undefined ? [INIT] : names;
  const directory =
    built === undefined
      ? await buildAppliance(context, vm, { host, carrier, cache })
      : checked(built);
  const kernel = join(directory, 'kernel');
  const cpu = cpuOf(host);
  const { status } = await vm.runInAppliance({
    appliance: {
      kernel,
      initrd: join(directory, 'initrd'),
      root: join(directory, 'root'),
      ...modulesImage(directory),
      modulesDirectory: shares.length === 0 ? undefined : vm.modulesDirectoryOf(kernel, host),
    },
    cpu,
    argv: argv.map((argument) => Buffer.from(argument, 'latin1')),
    env: environmentOf(options.all('env')),
    shares,
    signal,
    report,
    cacheDirectory: cache,
    temporaryDirectory: temporaryDirectory(),
    accelerator: options.get('accel') as RunOptions['accelerator'],
    tty: options.has('tty') || undefined,
    cwd: workdirInVm(options),
    memory: options.number('memory'),
    cpus: options.number('cpus'),
    // As timeout(1): 0 is no time limit.
    timeout: options.number('timeout') || undefined,
    append: options.all('append').join(' ') || undefined,
    console: options.has('verbose') ? (chunk) => void process.stderr.write(chunk) : undefined,
  });
  return status;
}

type VmPackage = typeof import('@supermin/vm');

/** An optional dependency, like the plugins. */
async function loadVm(): Promise<VmPackage> {
  const name = '@supermin/vm';
  const missing = (cause?: unknown) =>
    new SuperminError('VM_MISSING', `the package ${name} is not installed`, {
      hint: installHint(name),
      cause,
    });
  let vm: unknown;
  try {
    vm = await importOptional(name);
  } catch (error) {
    throw missing(error);
  }
  if (vm === undefined) throw missing();
  return vm as VmPackage;
}

/** The package that `--appliance-package` names. */
function appliancePackage(
  options: OptionValues,
  { locatePackage, readAppliancePackage }: VmPackage,
): AppliancePackage | undefined {
  const specification = options.get('appliance-package');
  if (specification === undefined) return undefined;
  return readAppliancePackage(locatePackage(specification, packageRoots()));
}

/** Appliances that were built with all their modules inside have none. */
function modulesImage(directory: BytePath): { modules?: BytePath } {
  const modules = joinPath(directory, 'modules');
  return existsSync(toSystemPath(modules)) ? { modules } : {};
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
  return realPath(directory);
}
