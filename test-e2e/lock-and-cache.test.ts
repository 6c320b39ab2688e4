import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fsck } from '@supermin/test-support/images';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { supermin, superminSucceeds } from './support/installation.ts';

const FRESH = 'if-newer: output does not need rebuilding';

describe('many builds of one output', () => {
  const directory = scratchDirectory();
  const input = join(directory, 'd');
  const output = join(directory, 'out', 'appliance.d');
  const temporary = join(directory, 'tmp');
  const env = { XDG_CACHE_HOME: join(directory, 'cache'), TMPDIR: temporary };
  const argv = [
    ...['--build', '-v', '--if-newer', '--lock', join(directory, 'lock'), '--copy-kernel'],
    ...['-f', 'ext2', '--size', 'auto', input, '-o', output],
  ];

  beforeAll(async () => {
    mkdirSync(join(directory, 'out'));
    mkdirSync(temporary);
    await superminSucceeds(['prepare', '--use-installed', 'bash', '-o', input], { env });
  });

  it('32 processes with one lock: exactly one builds, all succeed', async () => {
    const runs = await Promise.all(Array.from({ length: 32 }, () => supermin(argv, { env })));
    expect(runs.map(({ status }) => status)).toEqual(runs.map(() => 0));
    expect(runs.filter(({ stdout }) => stdout.includes('renaming ')).length).toBe(1);
    expect(runs.filter(({ stdout }) => stdout.includes(FRESH)).length).toBe(31);
    expect(readdirSync(join(directory, 'out'))).toEqual(['appliance.d']);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it("stays fresh when the client touches the outputs, and says why it doesn't else", async () => {
    for (const name of readdirSync(output)) utimesSync(join(output, name), new Date(), new Date());
    expect((await superminSucceeds(argv, { env })).stdout).toContain(FRESH);
    writeFileSync(join(input, 'excludefiles'), '-/usr/share/doc/*\n');
    expect((await superminSucceeds(argv, { env })).stdout).toMatch(
      /output needs rebuilding: .*excludefiles is new/,
    );
    const other = await superminSucceeds([...argv, '--size', '1G'], { env });
    expect(other.stdout).toMatch(/output needs rebuilding: --size was 'auto' and is '1G'/);
  });

  it('killed at any moment, the next run ends with a right output and nothing of the dead is left', async () => {
    await superminSucceeds(argv, { env });
    for (let round = 0; round < 50; round++) {
      writeFileSync(join(input, 'hostfiles'), `/etc/hosts\n/no/such/file/${round}\n`);
      await killAfter(20 + ((round * 37) % 600));
      // The old output or the new one, but a whole one; none for the moment between two renames.
      if (existsSync(output))
        expect(readdirSync(output).sort()).toEqual(['initrd', 'kernel', 'root']);
      if (round % 10 === 9) {
        await superminSucceeds(argv, { env });
        await fsck(join(output, 'root'));
        expect(readdirSync(join(directory, 'out'))).toEqual(['appliance.d']);
        expect(readdirSync(temporary)).toEqual([]);
      }
    }
  });

  async function killAfter(milliseconds: number): Promise<void> {
    const child = spawn(inject('supermin'), argv, {
      env: { ...process.env, ...env },
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => child.on('close', resolve));
    await setTimeout(milliseconds);
    child.kill('SIGKILL');
    await ended;
  }

  it.each([
    ['SIGTERM', 1],
    ['SIGTERM, twice as timeout(1) and npm send it,', 2],
  ])('%s leaves the old output and no litter', async (_, times) => {
    const before = statSync(output).ino;
    writeFileSync(join(input, 'hostfiles'), '/etc/hostname\n');
    const child = spawn(inject('supermin'), argv, {
      env: { ...process.env, ...env },
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => child.on('close', resolve));
    // The new output is being written, beside the old one.
    while (readdirSync(join(directory, 'out')).length === 1) await setTimeout(1);
    for (let time = 0; time < times; time++) {
      child.kill('SIGTERM');
      await setTimeout(5);
    }
    expect(await ended).toBe(143);
    expect(statSync(output).ino).toBe(before);
    expect(readdirSync(join(directory, 'out'))).toEqual(['appliance.d']);
    expect(readdirSync(temporary)).toEqual([]);
  });
});
