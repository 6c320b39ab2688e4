import { spawnSync } from 'node:child_process';
import { expect } from 'vitest';

/** Runs a program; it must succeed. Gives its standard output. */
export function output(
  program: string,
  args: string[],
  { input = '', cwd = '/' }: { input?: string | Uint8Array; cwd?: string } = {},
): Buffer {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    ...{ input, cwd, maxBuffer: 2 ** 28, timeout: 120_000 },
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  });
  if (error !== undefined) throw new Error(`${program}: ${error.message} (is it installed?)`);
  expect(status, `${program} ${args.join(' ')}: ${stderr}`).toBe(0);
  return stdout;
}

/** The lines of `cpio -itv`, with single blanks. */
export function table(archive: Uint8Array): string[] {
  const text = output('cpio', ['-itvn', '--quiet'], { input: archive }).toString('latin1');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.replace(/ +/g, ' '));
}

/** Unpacks into an empty directory with cpio(1). */
export function unpack(archive: Uint8Array, directory: string): void {
  // Names are the archive's own: nothing is made of them that they are not.
  output('cpio', ['-idmu', '--quiet', '--no-absolute-filenames'], {
    input: archive,
    cwd: directory,
  });
}
