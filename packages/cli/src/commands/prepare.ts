import { accessSync, constants } from 'node:fs';
import {
  type BytePath,
  displayPath,
  prepare,
  SuperminError,
  systemErrorCode,
  toSystemPath,
} from '@supermin/core';
import {
  type CommandContext,
  resolverOf,
  rootOf,
  sourceDateEpoch,
  temporaryDirectory,
} from '../context/command-context.ts';
import { chooseBackend } from '../plugins/choose-backend.ts';
import { findPluginsFor } from '../plugins/find-plugins.ts';
import { prepareFrom } from './prepare-from.ts';
import { requiredNames, requiredOutput } from './required.ts';

export async function prepareCommand(context: CommandContext): Promise<number> {
  const { invocation } = context;
  const { legacy, options } = invocation;
  const output = requiredOutput(invocation);
  if (options.has('format')) {
    throw new SuperminError(
      'FORMAT_WITH_PREPARE',
      'cannot use --prepare and --format options together',
    );
  }
  const names = requiredNames(invocation, {
    code: 'PACKAGES_MISSING',
    legacyText: 'prepare: no package names were given',
    text: 'no package names were given',
  });
  if (options.has('from')) return prepareFrom(context, names, output);
  const { host } = await rootOf(context);
  const backend = chooseBackend(findPluginsFor(context), host, invocation);
  const packagerConfig = options.get('packager-config');
  const useInstalled = options.has('use-installed');
  if (packagerConfig !== undefined && !useInstalled) refuseUnreadable(packagerConfig);
  await prepare({
    backend: await backend.load(),
    family: backend.family,
    backendOptions: backend.options,
    packages: names,
    output,
    force: options.has('force'),
    replaceAll: legacy,
    host,
    useInstalled,
    strict: options.has('strict'),
    warnMissing: !context.invocation.legacy,
    missingHint: backend.missingHint,
    resolver: resolverOf(context),
    weak: options.has('weak'),
    temporaryDirectory: temporaryDirectory(),
    signal: context.signal,
    report: context.report,
    packagerConfig,
    sourceDateEpoch: sourceDateEpoch(),
  });
  context.finished?.({ output: displayPath(output) });
  return 0;
}

/** Package managers go on without it, or complain of something else. */
function refuseUnreadable(path: BytePath): void {
  try {
    accessSync(toSystemPath(path), constants.R_OK);
  } catch (error) {
    const why = systemErrorCode(error);
    throw new SuperminError(
      'PACKAGER_CONFIG',
      `--packager-config: ${displayPath(path)} cannot be read (${why})`,
      { hint: 'specify a configuration file of the package manager, or leave the option out' },
    );
  }
}
