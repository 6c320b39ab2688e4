import {
  absolutePath,
  type Backend,
  cacheDirectory,
  distributionName,
  type RepositoryOptions,
} from '@supermin/core';
import type { CommandContext } from '../context/command-context.ts';
import { mirrorsFor } from './mirrors.ts';

/** What `--from` says; paths become absolute ones. */
export function fromOf({ invocation: { options } }: CommandContext): string[] {
  const isPath = (from: string) => from.includes('/') && distributionName(from) === undefined;
  return options.all('from').map((each) => (isPath(each) ? absolutePath(each) : each));
}

/** What all that downloads packages has in common. */
export function repositoryRequest(
  { invocation: { options }, signal, report }: CommandContext,
  backend: Backend,
  from: readonly string[],
): RepositoryOptions {
  return {
    ...{ backend, signal, report, environment: process.env },
    cacheDirectory: cacheDirectory(process.env, report),
    mirrors: mirrorsFor(from, options),
  };
}

/** Which packages a new lock has. */
export function lockOptions({ invocation: { options } }: CommandContext) {
  return {
    arch: options.get('arch'),
    weak: options.has('weak'),
    configure: options.has('configure'),
  };
}
