import { constants, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { absolutePath, type BytePath, systemErrorCode, toSystemPath } from '@supermin/core';
import { NewcEncoder } from '@supermin/newc';
import { filesFailed } from '../errors/files.ts';
import type { Session } from '../session/session.ts';
import type { FileProblem } from './file-problem.ts';
import { type CopyItem, type FileState, planCopy } from './plan-copy.ts';
import { systemError } from './remove-old.ts';
import { runFileJob } from './run-file-job.ts';
import type { FileOptions } from './vm-files.ts';

/** How files are copied. */
export interface CopyOptions extends FileOptions {
  /**
   * Keep owners, the bits setuid, setgid and sticky, and, from a VM, devices. Default: what is made belongs to who makes it; from
   * a VM, with modes as the umask allows.
   */
  owners?: boolean;
}

const WHAT = 'cannot copy into the VM';
const PART = 128 * 1024;

/** Copies a file or a directory of this machine into a VM. */
export async function copyIn(
  session: Session,
  [source, destination]: readonly [BytePath, BytePath],
  { owners = false, user, signal }: CopyOptions,
): Promise<void> {
  const { items, problems } = planCopy(absolutePath(source), owners);
  // Nothing is begun that cannot be completed.
  if (problems.length > 0) throw filesFailed(WHAT, problems);
  const argv = owners ? [destination, 'owners'] : [destination];
  const changed = await runFileJob(
    session,
    { ...{ action: 'put', argv, user, signal }, what: WHAT },
    async (job) => {
      job.stdout.resume();
      return await send(items, job.stdin);
    },
  );
  if (changed.length > 0) throw filesFailed(WHAT, changed);
}

/** @internal @returns what has changed in the meantime */
export async function send(items: readonly CopyItem[], to: Writable): Promise<FileProblem[]> {
  const problems: FileProblem[] = [];
  const ready: Buffer[] = [];
  const encoder = new NewcEncoder((chunk) => ready.push(Buffer.from(chunk)), { padding: 4 });
  const flush = async () => {
    for (const chunk of ready.splice(0)) {
      // The guest may have given up: it says why.
      if (to.destroyed) return;
      if (!to.write(chunk)) await untilDrained(to);
    }
  };
  for (const item of items) {
    const { path, entry, target } = item;
    const wanted = encoder.begin(entry);
    if (target !== undefined) encoder.write(target);
    else if (wanted > 0) {
      const code = await sendContent(item, wanted, async (chunk) => {
        encoder.write(chunk);
        await flush();
      });
      if (code !== undefined) problems.push({ path, code });
    }
    await flush();
    if (to.destroyed) break;
  }
  if (!to.destroyed) encoder.finish();
  await flush();
  to.end();
  return problems;
}

/** Exactly as many bytes as were announced, whatever has become of the file. @returns an error code if it has changed */
async function sendContent(
  { path, entry, planned }: CopyItem,
  size: number,
  write: (chunk: Uint8Array) => Promise<void>,
): Promise<string | undefined> {
  let left = size;
  let code: string | undefined;
  try {
    // Only the top may be a link. A fifo that has come in its place must not block.
    const follow = entry.name === '.' ? 0 : constants.O_NOFOLLOW;
    const flags = constants.O_RDONLY | constants.O_NONBLOCK | follow;
    const file = await open(toSystemPath(path), flags);
    try {
      if (!isSame(await file.stat(), planned)) throw systemError('ESTALE');
      while (left > 0) {
        const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(PART, left)));
        if (bytesRead === 0) break;
        left -= bytesRead;
        await write(buffer.subarray(0, bytesRead));
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    code = systemErrorCode(error) ?? 'EIO';
  }
  if (left > 0) code ??= 'ESTALE';
  for (; left > 0; left -= Math.min(PART, left)) await write(Buffer.alloc(Math.min(PART, left)));
  return code;
}

/** Another user may have put a link, or another file, on the way to it since. */
function isSame(found: Stats, planned: FileState | undefined): boolean {
  return (
    found.isFile() &&
    found.dev === planned?.dev &&
    found.ino === planned.ino &&
    found.size === planned.size &&
    found.mtimeMs === planned.mtimeMs
  );
}

function untilDrained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done);
      stream.off('close', done);
      resolve();
    };
    stream.on('drain', done);
    stream.on('close', done);
  });
}
