import { existsSync, statSync } from 'node:fs';
import {
  type BytePath,
  displayPath,
  type FoundWriter,
  type InspectContext,
  joinPath,
  type OutputContents,
  type Registry,
  SuperminError,
  toSystemPath,
} from '@supermin/core';

/** An output whose writer has been found. */
export interface Recognized {
  contents: OutputContents;
  format: string;
}

/**
 * Has the writers look at an output, those first that know it by the most files.
 *
 * @param path a directory or a file
 * @param format the only one that is asked
 * @returns undefined for what is no output of an installed writer
 * @throws SuperminError `INSPECT_FORMAT` for a format that cannot be read back, and what its writer throws
 */
export async function recognize(
  path: BytePath,
  registry: Registry,
  context: InspectContext,
  format?: string,
): Promise<Recognized | undefined> {
  for (const found of format === undefined
    ? candidates(path, registry)
    : [registry.writer(format)]) {
    const writer = await registry.loadWriter(found);
    if (writer.inspect === undefined) throw cannotInspect(found.manifest.name);
    const contents = await writer.inspect(path, context);
    if (contents !== undefined) return { contents, format: found.manifest.name };
  }
  if (format !== undefined) throw otherFormat(path, format);
  return undefined;
}

function candidates(path: BytePath, registry: Registry): FoundWriter[] {
  const able = registry.writers.filter(({ manifest }) => manifest.inspect !== undefined);
  if (!statSync(toSystemPath(path)).isDirectory()) return able;
  const count = ({ manifest }: FoundWriter) => manifest.inspect!.length;
  const has = (name: string) => existsSync(toSystemPath(joinPath(path, name)));
  return able
    .filter(({ manifest }) => manifest.inspect!.every(has))
    .sort((a, b) => count(b) - count(a));
}

function cannotInspect(format: string): SuperminError {
  return new SuperminError('INSPECT_FORMAT', `outputs of format ${format} cannot be read back`, {
    hint: 'its writer plugin would have to support it',
  });
}

function otherFormat(path: BytePath, format: string): SuperminError {
  return new SuperminError(
    'INSPECT_FORMAT',
    `${displayPath(path)} is no output of format ${format} that can be read back`,
    { hint: 'leave out -f, to have it recognized' },
  );
}
