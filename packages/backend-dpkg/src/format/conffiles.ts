import type { BytePath } from '@supermin/core';
import { FieldSyntaxError } from './field-syntax-error.ts';

/** A line of a `Conffiles` field: a file that dpkg does not overwrite once the administrator has edited it. */
export interface Conffile {
  path: BytePath;
  /** MD5 of the file as the installed version shipped it, in hex; `newconffile` before it was configured. */
  digest: string;
  /** No longer in the installed version; only dpkg's memory of it is left. */
  obsolete: boolean;
}

const LINE = /^(\/.*?) (newconffile|[0-9a-f]{32})((?: obsolete| remove-on-upgrade)*)$/s;

/**
 * The value of the field in the status file: ` /etc/bash.bashrc 89269e1298235f1b12b4c16e4065ad0d`, a line each.
 *
 * @throws FieldSyntaxError
 */
export function parseConffiles(field: string): Conffile[] {
  return field === '' ? [] : field.split('\n').map(parseLine);
}

function parseLine(line: string): Conffile {
  const match = LINE.exec(line.trim());
  if (match === null) throw new FieldSyntaxError(`cannot read '${line.trim()}'`);
  return { path: match[1]!, digest: match[2]!, obsolete: match[3] !== '' };
}
