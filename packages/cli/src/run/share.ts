import { realpathSync } from 'node:fs';
import { SuperminError, toSystemPath } from '@supermin/core';

/** A directory of the host that the VM sees. */
export interface Share {
  directory: string;
  mount: string;
  readOnly: boolean;
}

/**
 * Parses `DIR[:MOUNT][:ro]`.
 *
 * @throws SuperminError `SHARE`
 */
export function parseShare(text: string): Share {
  const parts = text.split(':');
  const readOnly = parts.length > 1 && parts.at(-1) === 'ro';
  if (readOnly) parts.pop();
  const [given = '', mount] = parts;
  if (given === '' || parts.length > 2 || mount?.startsWith('/') === false) {
    throw new SuperminError('SHARE', `can't parse --share '${text}'`, {
      hint: 'DIR, DIR:MOUNT or DIR:MOUNT:ro, where MOUNT is an absolute path in the VM',
    });
  }
  const directory = realDirectory(given);
  return { directory, mount: mount ?? directory, readOnly };
}

function realDirectory(directory: string): string {
  try {
    return realpathSync(toSystemPath(directory), { encoding: 'latin1' });
  } catch (error) {
    throw new SuperminError('SHARE', `${directory}: no such directory to share`, { cause: error });
  }
}
