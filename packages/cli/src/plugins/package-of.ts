import { cacheDirectory, localHost, openDatabase, type PackageOf } from '@supermin/core';
import type { CommandContext } from '../context/command-context.ts';
import { findPlugins } from './find-plugins.ts';

/**
 * Tells of an output directory that it is a directory of this machine's packages, whatever root and backend the job has. Nothing
 * is known where no plugin reads the machine's package database.
 */
export function packageOf(context: CommandContext): PackageOf {
  return async (directory) => {
    try {
      const host = localHost();
      const registry = findPlugins(context.invocation.options);
      const { found, family } = registry.detect(host);
      const database = await openDatabase(() => registry.loadBackend(found), {
        host,
        family: family.name,
        signal: context.signal,
        report: () => {},
        cacheDirectory: cacheDirectory(process.env),
      });
      return database.find(directory)[0]?.id;
    } catch {
      return undefined;
    }
  };
}
