import { accessSync, constants, renameSync, statSync } from 'node:fs';
import {
  absolutePath,
  type BytePath,
  cpuOf,
  displayPath,
  joinPath,
  makeTemporaryDirectory,
  parentPath,
  reasonOf,
  SuperminError,
  toSystemPath,
  withTemporaryDirectory,
} from '@supermin/core';
import { UsageError } from '../arguments/usage-error.ts';
import { type CommandContext, rootOf, sourceDateEpoch } from '../context/command-context.ts';
import { kernelEnvironment } from '../context/kernel-environment.ts';
import { importOptional } from '../fast-start/bundle/import-installed.ts';
import { MODULES } from '../fast-start/bundle/modules.ts';
import { requiredOutput } from './required.ts';

/** Puts all modules of one kernel into one file. */
export async function modulesCommand(context: CommandContext): Promise<number> {
  const { invocation, signal, report } = context;
  const { names, options } = invocation;
  const [version] = names;
  const other = ['kernel', 'host-cpu'].find((name) => options.has(name));
  if (version !== undefined && other !== undefined) {
    throw new UsageError(`option '--${other}' has no effect with VERSION`, { command: 'modules' });
  }
  const file = absolutePath(requiredOutput(invocation, 'file'));
  refuseImpossible(file);
  if (!options.has('force')) await refuseOccupied(file);
  const { host } = await rootOf(context);
  const { chooseKernel, kernelModules, writeModulesImage } = await load();
  const kernel =
    version === undefined
      ? chooseKernel({
          host,
          report,
          environment: kernelEnvironment(options),
          cpu: options.get('host-cpu') ?? cpuOf(host),
          kernel: options.get('kernel'),
        })
      : kernelModules(host, version);
  // Beside the file, so that it comes into its place at once, and whole.
  await withTemporaryDirectory(parentPath(file), async (directory) => {
    const image = joinPath(directory, 'modules');
    await writeModulesImage(kernel, image, {
      host,
      signal,
      report,
      sourceDateEpoch: sourceDateEpoch(),
      temporaryDirectory: () => makeTemporaryDirectory(directory),
    });
    renameSync(toSystemPath(image), toSystemPath(file));
  });
  return 0;
}

/** Now, and not when 100 MB have been written. */
function refuseImpossible(file: BytePath): void {
  const parent = parentPath(file);
  const fail = (why: string) => {
    throw new SuperminError('MODULES_FILE', `${displayPath(file)}: ${why}`, {
      hint: 'specify the file to write with -o',
    });
  };
  const stats = statSync(toSystemPath(file), { throwIfNoEntry: false });
  if (stats?.isDirectory()) fail('is a directory');
  if (stats?.isFile() === false) fail('is not a regular file');
  try {
    accessSync(toSystemPath(parent), constants.W_OK | constants.X_OK);
  } catch (error) {
    fail(`cannot be made in ${displayPath(parent)} (${reasonOf(error)})`);
  }
}

/** An empty file has nothing to lose. @throws SuperminError `OUTPUT_OCCUPIED` */
async function refuseOccupied(file: BytePath): Promise<void> {
  if (!statSync(toSystemPath(file), { throwIfNoEntry: false })?.size) return;
  const { readModulesImage } = await load();
  if (readModulesImage({ kind: 'path', path: file }) !== undefined) return;
  throw new SuperminError(
    'OUTPUT_OCCUPIED',
    `${displayPath(file)} is there, and not a file of 'supermin modules'`,
    { hint: 'choose another file with -o, or replace this one with --force' },
  );
}

type Boot = typeof import('@supermin/boot');
type Ext2 = typeof import('@supermin/writer-ext2');

/** Optional dependencies, like all plugins. */
async function load() {
  const boot = (await importOptional('@supermin/boot', MODULES)) as Boot | undefined;
  const ext2 = (await importOptional('@supermin/writer-ext2', MODULES)) as Ext2 | undefined;
  if (boot === undefined || ext2 === undefined) {
    throw new SuperminError(
      'WRITER_MISSING',
      'the package @supermin/writer-ext2 is not installed',
      { hint: "'npm install @supermin/writer-ext2' beside the command" },
    );
  }
  const { chooseKernel, kernelModules, readModulesImage } = boot;
  const { writeModulesImage } = ext2;
  return { chooseKernel, kernelModules, readModulesImage, writeModulesImage };
}
