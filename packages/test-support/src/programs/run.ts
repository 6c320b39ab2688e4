import { spawn } from 'node:child_process';
import { constants } from 'node:os';

export interface Finished {
  status: number;
  stdout: string;
  stderr: string;
}

export interface Options {
  /** Text for standard input; default: empty. */
  input?: string | Buffer;
  env?: Record<string, string>;
  cwd?: string;
  /** Run as this user; only root can. */
  uid?: number;
  /** Milliseconds after which it is killed, and the test fails. */
  timeout?: number;
}

/** Runs a program to its end and collects both streams as latin-1 text, one character per byte. */
export function run(
  program: string,
  args: readonly string[],
  options: Options = {},
): Promise<Finished> {
  const { uid } = options;
  const argv = uid === undefined ? [program, ...args] : [...becomeUser(uid), program, ...args];
  const child = spawn(argv[0]!, argv.slice(1), {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    timeout: options.timeout ?? 120_000,
    killSignal: 'SIGKILL',
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk) => stdout.push(chunk));
  child.stderr.on('data', (chunk) => stderr.push(chunk));
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) =>
      resolve({
        status: signal === null ? (status ?? 0) : 128 + constants.signals[signal],
        stdout: Buffer.concat(stdout).toString('latin1'),
        stderr: Buffer.concat(stderr).toString('latin1'),
      }),
    );
  });
}

function becomeUser(uid: number): string[] {
  return ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--no-new-privs'];
}

/** Like {@link run}, but a status other than 0 throws with all that the program said. */
export async function succeed(
  program: string,
  args: readonly string[],
  options: Options = {},
): Promise<Finished> {
  const finished = await run(program, args, options);
  if (finished.status !== 0) {
    throw new Error(
      `${program} ${args.join(' ')}: status ${finished.status}\n${finished.stdout}\n${finished.stderr}`,
    );
  }
  return finished;
}
