import { spawnSync } from 'node:child_process';

/** Runs a judge, in the C locale; a failure of its own is an error. */
export function run(program: string, args: readonly string[], input?: string | Uint8Array): Buffer {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    input,
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    maxBuffer: 1 << 28,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr.toString()}`);
  return stdout;
}

export function has(program: string): boolean {
  return spawnSync(program, ['--version']).error === undefined;
}

export const hasPython = has('python3');

export const isRoot = process.getuid?.() === 0;

/** True where python3 runs on glibc: it can ask the C library itself. */
export const hasLibc =
  has('python3') &&
  'glibcVersionRuntime' in
    (process.report.getReport() as { header: Record<string, unknown> }).header;

/** Says plainly which checks of a test file are not made on this machine. */
export function available(what: string, present: boolean): boolean {
  if (!present) console.log(`not here, so not checked: ${what}`);
  return present;
}
