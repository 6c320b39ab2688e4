import { type ChildProcess, spawn } from 'node:child_process';
import { readSync } from 'node:fs';
import { constants } from 'node:os';
import type { Duplex } from 'node:stream';
import type { CommandContext } from '../context/command-context.ts';
import type { loadNamed } from '../named/load-named.ts';
import { handOver, WAITING } from './hand-over.ts';

type NewLog = ReturnType<Awaited<ReturnType<typeof loadNamed>>['newLog']>;

/** How the other process has begun. */
type Beginning = { kind: 'up'; said: number } | { kind: 'ended'; status: number };

/**
 * `run --detach`: has another process of this command do the work, in a session of its own, and waits until its VM is up. What that
 * says until then is printed here, and later goes to its log.
 */
export async function detach({ invocation, signal }: CommandContext, log: NewLog): Promise<number> {
  const name = invocation.options.get('name')!;
  const { env, input } = handOver(invocation, log.path);
  const [, program] = process.argv as [string, string];
  const shown = ['run', '--name', name, '--detach'];
  const child = spawn(process.execPath, [...process.execArgv, program, ...shown], {
    ...{ env, detached: true },
    stdio: ['pipe', log.fd, log.fd, 'pipe'],
  });
  const abort = () => child.kill('SIGTERM');
  signal.addEventListener('abort', abort, { once: true });
  let beginning: Beginning | undefined;
  try {
    child.stdin!.on('error', () => {});
    child.stdin!.end(input);
    beginning = await beginningOf(child);
    process.stderr.write(textOf(log.fd, beginning));
    signal.throwIfAborted();
    if (beginning.kind === 'ended') return beginning.status;
    process.stdout.write(`${name}\n`);
    return 0;
  } finally {
    signal.removeEventListener('abort', abort);
    child.unref();
    log.close(beginning?.kind === 'up');
  }
}

function beginningOf(child: ChildProcess): Promise<Beginning> {
  const waiting = child.stdio[WAITING] as Duplex;
  let told = '';
  return new Promise((resolve, reject) => {
    waiting.on('error', () => {});
    waiting.on('data', (chunk: Buffer) => {
      told += chunk.toString();
      const [, said] = /^(\d+)\n/.exec(told) ?? [];
      if (said === undefined) return;
      waiting.destroy();
      resolve({ kind: 'up', said: Number(said) });
    });
    child.once('error', reject);
    child.once('exit', (status, signal) => {
      const code = signal === null ? status : 128 + constants.signals[signal];
      resolve({ kind: 'ended', status: code ?? 1 });
    });
  });
}

/** What it has said; the rest of the log is COMMAND's. */
function textOf(fd: number, beginning: Beginning): Buffer {
  const most = beginning.kind === 'up' ? beginning.said : 2 ** 20;
  const bytes = Buffer.alloc(most);
  return bytes.subarray(0, most === 0 ? 0 : readSync(fd, bytes, 0, most, 0));
}
