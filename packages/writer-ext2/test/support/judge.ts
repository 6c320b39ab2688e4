import { spawnSync } from 'node:child_process';
import { expect } from 'vitest';

/** Others' tools, which say whether an image is right. An ordinary user's PATH has no /usr/sbin. */
const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;

export interface Verdict {
  status: number;
  stdout: string;
  stderr: string;
}

/** Runs a program; text is latin-1, a character a byte. */
export function judge(program: string, ...args: string[]): Verdict {
  return judgeInput('', program, ...args);
}

function judgeInput(input: string, program: string, ...args: string[]): Verdict {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    input,
    encoding: 'latin1',
    env: { ...process.env, PATH, LC_ALL: 'C', TZ: 'UTC' },
    maxBuffer: 2 ** 28,
    timeout: 120_000,
  });
  if (error !== undefined) throw new Error(`${program}: ${error.message} (is it installed?)`);
  return { status: status ?? -1, stdout, stderr };
}

/** What the program prints; it must succeed. */
export function output(program: string, ...args: string[]): string {
  const { status, stdout, stderr } = judge(program, ...args);
  expect(status, `${program} ${args.join(' ')}: ${stderr}${stdout.slice(0, 2000)}`).toBe(0);
  return stdout;
}

const PASSES = /^Pass [1-5]: /;
const SUMMARY = /: \d+\/\d+ files \([\d.]+% non-contiguous\), \d+\/\d+ blocks$/;

/** e2fsck finds nothing at all to say; returns its summary line. */
export function expectSound(image: string): string {
  const lines = output('e2fsck', '-fn', image).split('\n').filter(Boolean);
  const remarks = lines.filter((line) => !PASSES.test(line) && !SUMMARY.test(line));
  expect(remarks).toEqual([]);
  return lines.at(-1)!;
}

/** Runs one debugfs command; its complaints on standard error (all but the banner) fail the test. */
export function debugfs(image: string, command: string): string {
  const { stdout, stderr } = judge('debugfs', '-R', command, image);
  const complaints = stderr.split('\n').filter((line) => line !== '' && !/^debugfs \d/.test(line));
  expect(complaints, command).toEqual([]);
  return stdout;
}

/** Runs many debugfs commands that answer with one line each; returns these lines. */
export function debugfsLines(image: string, commands: readonly string[]): string[] {
  const { stdout } = judgeInput(`${commands.join('\n')}\n`, 'debugfs', '-f', '-', image);
  return stdout.split('\n').filter((line) => line !== '' && !line.startsWith('debugfs: '));
}

/** The fields `Name: value` of `debugfs stat`, and its block list. */
export function inodeOf(image: string, path: string): Record<string, string> {
  const text = debugfs(image, `stat ${path}`);
  const fields: Record<string, string> = { text };
  for (const [, name, value] of text.matchAll(/(\w[\w ]*?):\s+(\S+)/g)) fields[name!] ??= value!;
  return fields;
}

/** The contents of a file in the image. */
export function contentOf(image: string, path: string): Buffer {
  return Buffer.from(debugfs(image, `cat ${path}`), 'latin1');
}

/** The fields of the superblock as `dumpe2fs -h` names them. */
export function superblockOf(image: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const line of output('dumpe2fs', '-h', image).split('\n')) {
    const [, name, value] = /^([^:]+):\s+(.*)$/.exec(line) ?? [];
    if (name !== undefined) fields[name] = value!;
  }
  return fields;
}
