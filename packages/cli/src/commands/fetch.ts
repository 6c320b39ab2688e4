import { fetchLayers, fetchPackageFiles, findLock, SuperminError } from '@supermin/core';
import type { CommandContext } from '../context/command-context.ts';
import { lockBackend } from '../plugins/choose-backend.ts';
import { findPluginsFor } from '../plugins/find-plugins.ts';
import { repositoryRequest } from '../repository/repository-request.ts';
import { requiredNames } from './required.ts';

/** Downloads the packages of a lock, so that builds need no network; with `--configure`, also what that needs. */
export async function fetchCommand(context: CommandContext): Promise<number> {
  const inputs = requiredNames(context.invocation, {
    code: 'INPUT_MISSING',
    legacyText: 'fetch: no appliance was given',
    text: 'no appliance was given: a directory with lock.json, or that file',
  });
  const lock = findLock(inputs);
  if (lock === undefined) {
    throw new SuperminError('LOCK_MISSING', 'there is no lock.json among the inputs', {
      hint: 'supermin prepare --from DISTRO:RELEASE writes one',
    });
  }
  const backend = await lockBackend(findPluginsFor(context), lock, context.invocation).load();
  const request = repositoryRequest(context, backend, lock.from);
  const isForScripts = context.invocation.options.has('configure');
  const keepFiles = isForScripts && (backend.repository?.configuresFiles ?? false);
  const layers = await fetchLayers(lock, { ...request, keepFiles });
  // Those that were unpacked before.
  if (keepFiles) await fetchPackageFiles(lock, request);
  context.finished?.({ packages: layers.length });
  return 0;
}
