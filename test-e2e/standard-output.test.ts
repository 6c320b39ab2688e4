import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { archive } from '@supermin/test-support/archive';
import { succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, inject, it } from 'vitest';
import { supermin, superminSucceeds } from './support/installation.ts';

/** The statuses of both sides of `supermin ARGS | PROGRAM ARGS`. */
async function piped(
  args: readonly string[],
  [program, ...rest]: [string, ...string[]],
  cwd: string,
) {
  const from = spawn(inject('supermin'), args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const to = spawn(program, rest, { cwd, stdio: [from.stdout, 'pipe', 'inherit'] });
  // The other end of the pipe is the program's alone.
  from.stdout.destroy();
  let [said, told] = ['', ''];
  from.stderr.on('data', (chunk) => (told += chunk));
  to.stdout.on('data', (chunk) => (said += chunk));
  const statuses = [from, to].map(
    (child) => new Promise((resolve) => child.once('close', resolve)),
  );
  const [status, reader] = await Promise.all(statuses);
  return { status, reader, stdout: said, stderr: told };
}

describe('build -o -', () => {
  const directory = scratchDirectory();
  const env = { TMPDIR: join(directory, 'tmp'), SOURCE_DATE_EPOCH: '1700000000' };
  mkdirSync(env.TMPDIR);
  const inputs = [join(directory, 'packages'), join(directory, 'init.tar')];
  writeFileSync(inputs[0]!, 'bash\ncoreutils\n');
  writeFileSync(inputs[1]!, archive([{ name: 'init', mode: 0o755, content: '#!/bin/sh\n' }]));
  const cpio = ['build', '-f', 'cpio', '--modules', 'none', ...inputs, '-o', '-'];
  const left = () => readdirSync(env.TMPDIR);

  it('is the initramfs that a directory would have got', async () => {
    const command = `"$@" | cpio -it --quiet`;
    const list = await succeed('sh', ['-c', command, 'sh', inject('supermin'), ...cpio], {
      env,
      cwd: directory,
    });
    const names = list.stdout.split('\n');
    expect(names).toEqual(expect.arrayContaining(['init', 'usr/bin/bash', 'usr/bin/ls']));
    const out = join(directory, 'out');
    await superminSucceeds([...cpio.slice(0, -1), out], { env });
    const { stdout } = await superminSucceeds(cpio, { env, cwd: directory });
    expect(stdout === readFileSync(join(out, 'initrd'), 'latin1')).toBe(true);
    expect(existsSync(join(directory, '-'))).toBe(false);
    expect(left()).toEqual([]);
  });

  it('has its messages on standard error', async () => {
    const { stdout, stderr } = await superminSucceeds([...cpio, '-v'], { env, cwd: directory });
    expect(stdout.startsWith('070701')).toBe(true);
    expect(stderr).toContain('supermin: version: ');
    expect(stderr).toContain('supermin: cpio: copying kernel modules');
  });

  it('ends quietly when nobody reads it', async () => {
    const { status, reader, stdout, stderr } = await piped(cpio, ['head', '-c', '6'], directory);
    expect({ status, reader, stdout, stderr }).toEqual({
      ...{ status: 141, reader: 0, stdout: '070701', stderr: '' },
    });
    expect(left()).toEqual([]);
  });

  it('is an error for other formats, which says what can', async () => {
    const argv = ['build', '-f', 'ext2', ...inputs, '-o', '-'];
    const { status, stdout, stderr } = await supermin(argv, { env, cwd: directory });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(
      /^supermin: format ext2 cannot be written to standard output\nsupermin: hint: .*\bcpio\b.* can; or choose a directory with -o DIR\n$/,
    );
    expect(existsSync(join(directory, '-'))).toBe(false);
  });

  it('refuses options of directories', async () => {
    const { status, stderr } = await supermin([...cpio, '--if-newer'], { env });
    expect(status).toBe(2);
    expect(stderr).toContain("option '--if-newer' has no effect with '-o -'");
  });

  it('says what is wrong with standard output', async () => {
    const script = '"$@" > /dev/full';
    const argv = ['-c', script, 'sh', inject('supermin'), ...cpio];
    await expect(succeed('sh', argv, { env })).rejects.toThrow(
      'cannot write to standard output (ENOSPC)',
    );
    expect(left()).toEqual([]);
  });
});
