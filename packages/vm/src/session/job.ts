import type { BytePath } from '@supermin/core';
import { jobUnusable } from '../errors/session.ts';
import type { ShareMount } from '../shares/shares.ts';
import { encodeMessage, numbers, type WindowSize } from './protocol.ts';

/** What a program is handed: text, or bytes that need not be UTF-8. */
export type Argument = string | Uint8Array;

/** One command for the guest. */
export interface Job {
  /** Program and arguments; empty: a shell. */
  argv: readonly Argument[];
  env: Readonly<Record<string, Argument>>;
  /** Working directory in the guest. */
  cwd?: BytePath | undefined;
  hostname?: string | undefined;
  /** Gives the command a terminal of this size for its three streams. */
  terminal?: WindowSize | undefined;
  shares: readonly ShareMount[];
}

/** As in guest/job.h. */
const FIELD = { argument: 1, environment: 2, directory: 3, hostname: 4, terminal: 5, share: 6 };
/** What the guest takes. */
const LARGEST_JOB = 16 * 2 ** 20;

/**
 * The message that starts a job: fields of `u32 kind | u32 length | bytes | NUL`, in which a share stands before
 * the directory that may lie on it.
 *
 * @throws SuperminError `JOB_UNUSABLE`: a NUL byte where the guest's kernel takes none, or over 16 MiB
 */
export function encodeJob(job: Job): Buffer {
  const fields = [
    ...job.shares.map((share) => field(FIELD.share, shareText(share))),
    ...job.argv.map((argument) => field(FIELD.argument, text('an argument', argument))),
    ...Object.entries(job.env).map(([name, value]) =>
      field(
        FIELD.environment,
        Buffer.concat([
          text('the name of a variable', `${name}=`),
          text(`the variable ${name}`, value),
        ]),
      ),
    ),
    ...(job.cwd === undefined ? [] : [field(FIELD.directory, path('the directory', job.cwd))]),
    ...(job.hostname === undefined ? [] : [field(FIELD.hostname, text('the name', job.hostname))]),
    ...(job.terminal === undefined
      ? []
      : [field(FIELD.terminal, numbers(job.terminal.rows, job.terminal.columns))]),
  ];
  const payload = Buffer.concat(fields);
  if (payload.length > LARGEST_JOB) {
    throw jobUnusable(`arguments and environment are larger than ${LARGEST_JOB} bytes`);
  }
  return encodeMessage('job', payload);
}

function field(kind: number, value: Buffer): Buffer {
  return Buffer.concat([numbers(kind, value.length), value, Buffer.alloc(1)]);
}

/** tag, filesystem, mount point, `ro` or `rw`: NUL-terminated but for the last, whose NUL is the field's. */
function shareText(share: ShareMount): Buffer {
  const nul = Buffer.alloc(1);
  return Buffer.concat([
    ...[Buffer.from(share.tag), nul, Buffer.from(share.type), nul],
    ...[path('a mount point', share.mount), nul, Buffer.from(share.readOnly ? 'ro' : 'rw')],
  ]);
}

function text(what: string, value: Argument): Buffer {
  const bytes = Buffer.from(value);
  if (bytes.includes(0)) throw jobUnusable(`${what} holds a NUL character`);
  return bytes;
}

function path(what: string, value: BytePath): Buffer {
  if (value.includes('\0')) throw jobUnusable(`${what} holds a NUL character`);
  return Buffer.from(value, 'latin1');
}
