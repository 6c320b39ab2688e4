import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as bootPackage from '@supermin/boot';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { makeAppliance, type TestAppliance, whyNoVm } from '@supermin/test-support/vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApplianceRun } from '../../src/run/appliance-run.ts';
import { runScript, SAVED, USED } from './run-script.ts';

/** Leaves something on the disk, in memory, and running; says how often it has run. */
const WARM = [
  'sh',
  '-c',
  [
    'echo disk >> /etc/made; echo memory >> /run/made; read x < /proc/sys/kernel/random/boot_id; echo $x > /boot-id',
    // What is on the disk is read from there.
    'mount -o remount,ro / && mount -o remount,rw / && echo 3 > /proc/sys/vm/drop_caches',
    'sleep 1000 & echo warming',
  ].join('\n'),
];
const LOOK = [
  'cat /etc/made /run/made; for p in /proc/[1-9]*; do read c < $p/comm; [ $c != sleep ] || echo $c; done',
  'echo more >> /etc/made; read b < /proc/sys/kernel/random/boot_id; read a < /boot-id; read u < /proc/sys/kernel/random/uuid',
  '[ $a = $b ] && echo same; echo $b; echo $u; uname -n',
].join('\n');
const FOUND = 'disk\nmemory\nsleep\n';

describe.runIf(whyNoVm() === undefined)('a VM with a command that comes before all others', () => {
  let appliance: TestAppliance;

  beforeAll(async () => {
    appliance = await makeAppliance(bootPackage, (root) => {
      for (const name of ['proc', 'sys', 'dev', 'run', 'tmp', 'etc']) mkdirSync(join(root, name));
    });
  }, 120_000);

  afterAll(() => appliance?.remove());

  const run = (script: string, options: Partial<ApplianceRun>) =>
    runScript(script, {
      ...{ appliance, warm: WARM, temporaryDirectory: options.cacheDirectory! },
      ...options,
    });

  const templates = (cache: string) => readdirSync(join(cache, 'templates'));

  it('is restored from one in which it has run, once: its files, memory and processes, and its own boot ID', async () => {
    const cacheDirectory = scratchDirectory();
    const first = await run(LOOK, { cacheDirectory, hostname: 'one' });
    expect(first.said).toEqual(['warm: warming', SAVED]);
    const second = await run(LOOK, { cacheDirectory, hostname: 'one' });
    expect(second.said).toEqual([USED]);
    const seen = new Set<string>();
    for (const { stdout } of [first, second]) {
      expect(stdout.startsWith(FOUND)).toBe(true);
      const [boot, uuid, name] = stdout.slice(FOUND.length).trim().split('\n');
      expect(name).toBe('one');
      seen.add(boot!).add(uuid!);
    }
    expect(seen.size).toBe(4);
    // Another command is another VM; none at all as well.
    const plain = await run('[ -e /etc/made ] || echo none', { cacheDirectory, warm: undefined });
    expect(plain).toMatchObject({ stdout: 'none\n', said: [SAVED] });
    expect(templates(cacheDirectory).length).toBe(2);
    const left = readdirSync(cacheDirectory).filter((name) => name.startsWith('supermin-'));
    expect(left).toEqual([]);
  });

  it.each([
    ['cannot be restored', 'case "$*" in *-incoming*) exit 3;; esac'],
    ['are not wanted', ''],
  ])('runs it each time where saved VMs %s', async (_, script) => {
    const cacheDirectory = scratchDirectory();
    const qemu = join(cacheDirectory, 'qemu');
    const text = `#!/bin/sh\n${script}\nexec qemu-system-x86_64 "$@"\n`;
    writeFileSync(qemu, text, { mode: 0o755 });
    const { stdout, said } = await run(LOOK, { cacheDirectory, qemu, template: script !== '' });
    expect(stdout.startsWith(`${FOUND}same\n`)).toBe(true);
    expect(said.at(-1)).toBe('warm: warming');
    expect(said.at(-2)).toMatch(/^template: not used/);
  });

  it.each([
    ['ends with another status', ['sh', '-c', 'echo bad >&2; exit 3'], /status 3.*\nbad$/],
    ['is not there', ['nothing'], /nothing/],
  ])('does not start where it %s', async (_, warm, message) => {
    const cacheDirectory = scratchDirectory();
    for (const template of [true, false]) {
      await expect(run('true', { cacheDirectory, warm, template })).rejects.toMatchObject({
        code: 'WARM_FAILED',
        message: expect.stringMatching(message),
      });
    }
    expect(templates(cacheDirectory)).toEqual([]);
  });
});
