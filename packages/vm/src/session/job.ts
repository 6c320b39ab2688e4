import type { BytePath } from '@supermin/core';
import { jobUnusable } from '../errors/session.ts';
import { type Argument, encodeField, pathBytes, textBytes } from './fields.ts';
import { LARGEST_TO_GUEST, numbers, type WindowSize } from './protocol.ts';

/** What the guest init can do with files; see guest/work.h. */
export type FileAction = 'read' | 'write' | 'list' | 'remove' | 'get' | 'put';

/** One command for the guest. */
export interface Job {
  /** Program and arguments; empty: a shell. */
  argv: readonly Argument[];
  env: Readonly<Record<string, Argument>>;
  /** Working directory in the guest. */
  cwd?: BytePath | undefined;
  /** `NAME|UID[:GROUP|GID]`, looked up in the guest. Default: root. */
  user?: string | undefined;
  /** What the guest init does itself with a file: `argv` is the path, and an option of that. */
  files?: FileAction | undefined;
  /** Gives the command a terminal of this size for its three streams. */
  terminal?: WindowSize | undefined;
}

/**
 * The payload of START.
 *
 * @throws SuperminError `JOB_UNUSABLE`: a NUL byte where the guest's kernel takes none, or over 16 MiB
 */
export function encodeJob(job: Job): Buffer {
  const { terminal } = job;
  const fields = [
    ...job.argv.map((argument) => encodeField('argument', textBytes('an argument', argument))),
    ...Object.entries(job.env).map(([name, value]) =>
      encodeField('environment', variable(name, value)),
    ),
  ];
  if (job.cwd !== undefined) {
    fields.push(encodeField('directory', pathBytes('the directory', job.cwd)));
  }
  if (job.user !== undefined) fields.push(encodeField('user', textBytes('the user', job.user)));
  if (job.files !== undefined) fields.push(encodeField('files', Buffer.from(job.files)));
  if (terminal !== undefined) {
    fields.push(encodeField('terminal', numbers(terminal.rows, terminal.columns)));
  }
  const payload = Buffer.concat(fields);
  if (payload.length > LARGEST_TO_GUEST - 4) {
    throw jobUnusable(`arguments and environment are larger than ${LARGEST_TO_GUEST} bytes`);
  }
  return payload;
}

function variable(name: string, value: Argument): Buffer {
  const start = textBytes('the name of a variable', `${name}=`);
  return Buffer.concat([start, textBytes(`the variable ${name}`, value)]);
}
