import { spawnSync } from 'node:child_process';

/** Runs cpio(1), the judge of this package, and gives its standard output. */
export function cpio(args: string[], input: Uint8Array | string, cwd = '/'): Buffer {
  const result = spawnSync('cpio', args, {
    input,
    cwd,
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    maxBuffer: 2 ** 28,
  });
  if (result.error) throw new Error('these tests need the program cpio', { cause: result.error });
  if (result.status !== 0) throw new Error(`cpio ${args.join(' ')}: ${result.stderr}`);
  return result.stdout;
}
