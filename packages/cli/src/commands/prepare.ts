import { prepare, SuperminError } from '@supermin/core';
import { chooseBackend } from '../plugins/choose-backend.ts';
import { findPluginsFor } from '../plugins/find-plugins.ts';
import {
  type CommandContext,
  hostOf,
  resolverOf,
  sourceDateEpoch,
  temporaryDirectory,
} from './context.ts';
import { outputOption } from './output-option.ts';

export async function prepareCommand(context: CommandContext): Promise<number> {
  const { names, options } = context.invocation;
  const output = outputOption(options);
  if (options.has('format')) {
    throw new SuperminError(
      'FORMAT_WITH_PREPARE',
      'cannot use --prepare and --format options together',
    );
  }
  if (names.length === 0) {
    throw new SuperminError('PACKAGES_MISSING', 'prepare: no package names were given', {
      hint: "'supermin prepare --help' shows an example",
    });
  }
  const host = hostOf(context);
  const backend = chooseBackend(findPluginsFor(context), host, options.get('backend'));
  const packagerConfig = options.get('packager-config');
  const epoch = sourceDateEpoch();
  await prepare({
    backend: await backend.load(),
    family: backend.family,
    packages: names,
    output,
    host,
    useInstalled: options.has('use-installed'),
    strict: options.has('strict'),
    resolver: resolverOf(context),
    weak: options.has('weak'),
    temporaryDirectory: temporaryDirectory(),
    signal: context.signal,
    report: context.report,
    ...(packagerConfig === undefined ? {} : { packagerConfig }),
    ...(epoch === undefined ? {} : { sourceDateEpoch: epoch }),
  });
  return 0;
}
