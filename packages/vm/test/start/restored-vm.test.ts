import { once } from 'node:events';
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import * as bootPackage from '@supermin/boot';
import { mount } from '@supermin/test-support/mounts';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { makeAppliance, type TestAppliance, whyNoVm } from '@supermin/test-support/vm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ApplianceRun } from '../../src/run/appliance-run.ts';
import { runScript, SAVED, USED } from './run-script.ts';

/** A QEMU that is told more than it is by us. */
function wrapper(file: string, script: string): string {
  const text = `#!/bin/sh\n${script}\nexec qemu-system-x86_64 "$@"\n`;
  writeFileSync(file, text, { mode: 0o755 });
  return file;
}

describe.runIf(whyNoVm() === undefined)('a VM that is restored from a saved one', () => {
  let appliance: TestAppliance;

  beforeAll(async () => {
    appliance = await makeAppliance(bootPackage, (root) => {
      // As in a root of packages: else they are made after the restart, which the last case tries.
      for (const name of ['proc', 'sys', 'dev', 'run', 'tmp', 'etc']) mkdirSync(join(root, name));
      writeFileSync(join(root, 'etc', 'origin'), 'image\n');
    });
  }, 120_000);

  afterAll(() => appliance?.remove());

  /** Runs a script; each place keeps templates of its own. */
  const run = (script: string, options: Partial<ApplianceRun> = {}) =>
    runScript(script, { appliance, ...options });

  const templates = (cache: string) => {
    const store = join(cache, 'templates');
    return readdirSync(store).map((name) => join(store, name));
  };

  describe('kept', () => {
    const cacheDirectory = scratchDirectory();

    beforeAll(async () => {
      const { said, stdout } = await run('echo $((6 * 7))', { cacheDirectory });
      expect({ said, stdout }).toEqual({ said: [SAVED], stdout: '42\n' });
    }, 120_000);

    it('is one of its own: time, random numbers, boot ID, hostname', async () => {
      const script = [
        'touch /now; ls -l --time-style=+%s /now',
        'cat /proc/sys/kernel/random/uuid /proc/sys/kernel/random/boot_id',
        'head -c 16 /dev/urandom; echo; uname -n',
      ].join('\n');
      const names = ['one', 'two', 'three'];
      const before = Math.floor(Date.now() / 1000);
      const results = await Promise.all(
        names.map((hostname) => run(script, { cacheDirectory, hostname })),
      );
      const after = Date.now() / 1000;
      const seen = new Set<string>();
      for (const [index, { said, stdout }] of results.entries()) {
        expect(said).toEqual([USED]);
        const [time, uuid, boot, ...rest] = stdout.split('\n');
        const seconds = Number(/ (\d+) \/now$/.exec(time!)?.[1]);
        expect(seconds).toBeGreaterThanOrEqual(before - 1);
        expect(seconds).toBeLessThanOrEqual(after + 1);
        expect(rest.at(-2)).toBe(names[index]);
        for (const random of [uuid!, boot!, rest.slice(0, -2).join('\n')]) seen.add(random);
      }
      expect(seen.size).toBe(9);
    });

    it('has a root that it may write to, and that is the image each time', async () => {
      const script = 'cat /etc/origin; echo changed > /etc/origin; cat /etc/origin; ls /';
      const [one, other] = [
        await run(script, { cacheDirectory }),
        await run(script, { cacheDirectory }),
      ];
      expect(one.stdout).toMatch(/^image\nchanged\n/);
      expect(other).toEqual(one);
    });

    it('does not let what it writes get into the template', async () => {
      const [template] = templates(cacheDirectory);
      const before = statSync(join(template!, 'memory'), { bigint: true }).ctimeNs;
      await run('head -c 50000000 /dev/urandom > /dev/shm/x', { cacheDirectory });
      expect(statSync(join(template!, 'memory'), { bigint: true }).ctimeNs).toBe(before);
      expect((await run('ls /dev/shm', { cacheDirectory })).stdout).toBe('');
    });

    it('is booted where that is asked for, and where there are other arguments', async () => {
      const { said, stdout } = await run('echo x', { cacheDirectory, template: false });
      expect({ said, stdout }).toEqual({ said: ['template: not used: not wanted'], stdout: 'x\n' });
      expect((await run('echo x', { cacheDirectory, memory: 900 })).said).toEqual([SAVED]);
      expect((await run('echo x', { cacheDirectory })).said).toEqual([USED]);
    });

    it('leaves no process, and nothing but two templates', async () => {
      expect(templates(cacheDirectory).length).toBe(2);
      for (const template of templates(cacheDirectory)) {
        expect(readdirSync(template).sort()).toEqual(['memory', 'state', 'template.json']);
        for (const name of readdirSync(template)) {
          expect(statSync(join(template, name)).mode & 0o777).toBe(0o600);
        }
        expect(statSync(template).mode & 0o777).toBe(0o700);
      }
    });
  });

  it("has this machine's time, not that of the saved one", async () => {
    const directory = scratchDirectory();
    const qemu = wrapper(join(directory, 'qemu'), 'set -- "$@" -rtc base=2001-02-03T04:05:06');
    const script = 'touch /now; ls -l --time-style=+%Y /now';
    const { stdout: cold } = await run(script, {
      cacheDirectory: directory,
      qemu,
      template: false,
    });
    expect(cold).toMatch(/ 2001 \/now/);
    for (const expected of [SAVED, USED]) {
      const { stdout, said } = await run(script, { cacheDirectory: directory, qemu });
      expect(said).toEqual([expected]);
      expect(stdout).toMatch(new RegExp(` ${new Date().getFullYear()} /now`));
    }
  });

  it('goes on itself when it was saved, and leaves nothing of that in what is kept', async () => {
    const cacheDirectory = scratchDirectory();
    const script = [
      'read x < /proc/sys/kernel/random/uuid; echo $x; read x < /proc/sys/kernel/random/boot_id; echo $x',
      'uname -n; cat /etc/origin; ls /dev/shm; touch /now; ls -l --time-style=+%s /now',
      'echo changed > /etc/origin; head -c 1000000 /dev/urandom > /dev/shm/x; cat /etc/origin',
    ].join('\n');
    const seen = new Set<string>();
    for (const [hostname, expected] of [
      ['one', SAVED],
      ['two', USED],
    ]) {
      const before = Date.now() / 1000;
      const { said, stdout } = await run(script, { cacheDirectory, hostname: hostname! });
      expect(said).toEqual([expected]);
      const [uuid, boot, name, origin, now, after] = stdout.split('\n');
      expect([name, origin, after]).toEqual([hostname, 'image', 'changed']);
      seen.add(uuid!).add(boot!);
      const seconds = Number(/ (\d+) \/now$/.exec(now!)?.[1]);
      expect(seconds).toBeGreaterThanOrEqual(before - 1);
      expect(seconds).toBeLessThanOrEqual(Date.now() / 1000 + 1);
    }
    expect(seen.size).toBe(4);
  });

  // The kernel renews its random numbers by itself after a second or more: so this is the first thing that is done.
  it('has random numbers of its own from the beginning', async () => {
    const cacheDirectory = scratchDirectory();
    const read = 'read x < /proc/sys/kernel/random/uuid; echo $x';
    await run('true', { cacheDirectory });
    const results = [];
    for (let clone = 0; clone < 4; clone++) results.push(await run(read, { cacheDirectory }));
    for (const { said, stdout } of results) {
      expect(said).toEqual([USED]);
      expect(stdout).toMatch(/^[0-9a-f-]{36}\n$/);
    }
    expect(new Set(results.map(({ stdout }) => stdout)).size).toBe(4);
  });

  it('is booted, and saved again, when a byte of its memory was changed', async () => {
    const cacheDirectory = scratchDirectory();
    await run('true', { cacheDirectory });
    const memory = join(templates(cacheDirectory)[0]!, 'memory');
    const { atime, mtime } = statSync(memory);
    const file = openSync(memory, 'r+');
    writeSync(file, Buffer.from([1]), 0, 1, 10_000_000);
    closeSync(file);
    utimesSync(memory, atime, mtime);
    expect(await run('echo $((6 * 7))', { cacheDirectory })).toEqual({
      ...{ status: 0, stdout: '42\n', said: [SAVED] },
    });
    expect(templates(cacheDirectory).length).toBe(1);
  });

  it('is not of another QEMU; what cannot be used any more is removed', async () => {
    const cacheDirectory = scratchDirectory();
    const qemu = wrapper(join(cacheDirectory, 'qemu'), '');
    expect((await run('true', { cacheDirectory, qemu })).said).toEqual([SAVED]);
    expect((await run('true', { cacheDirectory, qemu })).said).toEqual([USED]);
    wrapper(qemu, '# replaced');
    expect((await run('true', { cacheDirectory, qemu })).said).toEqual([SAVED]);
    expect(templates(cacheDirectory).length).toBe(1);
  });

  it('is not of an image that was replaced', async () => {
    const cacheDirectory = scratchDirectory();
    const { stdout } = await run('cat /etc/origin', { cacheDirectory });
    expect(stdout).toBe('image\n');
    const image = readFileSync(appliance.root);
    const at = image.indexOf('image\n');
    image.write('other\n', at);
    const root = join(cacheDirectory, 'root');
    writeFileSync(root, image);
    const other = { ...appliance, root };
    const results = [
      await run('cat /etc/origin', { cacheDirectory, appliance: other }),
      await run('cat /etc/origin', { cacheDirectory, appliance: other }),
    ];
    expect(results.map((result) => result.stdout)).toEqual(['other\n', 'other\n']);
    image.write('third\n', at);
    writeFileSync(root, image);
    utimesSync(root, 1, 1);
    const third = await run('cat /etc/origin', { cacheDirectory, appliance: other });
    expect(third).toMatchObject({ stdout: 'third\n', said: [SAVED] });
  });

  it('is not of a kernel that was upgraded', async () => {
    const cacheDirectory = scratchDirectory();
    const kernel = join(cacheDirectory, 'vmlinuz');
    const upgraded = { cacheDirectory, appliance: { ...appliance, kernel } };
    copyFileSync(appliance.kernel, kernel);
    expect((await run('true', upgraded)).said).toEqual([SAVED]);
    copyFileSync(appliance.kernel, `${kernel}.new`);
    renameSync(`${kernel}.new`, kernel);
    const next = await run('echo $((6 * 7))', upgraded);
    expect(next).toMatchObject({ stdout: '42\n', said: [SAVED] });
    expect(templates(cacheDirectory).length).toBe(1);
  });

  it('is booted when the disk is full while it is saved, and saved when there is room again', async () => {
    const cacheDirectory = scratchDirectory();
    if (!mount(cacheDirectory, '-t', 'tmpfs', '-o', 'size=500m,mode=700', 'tmpfs')) return;
    const filler = join(cacheDirectory, 'filler');
    const script = `case "$*" in *share=on*) head -c 500000000 /dev/zero > ${filler};; esac`;
    const options = {
      ...{ cacheDirectory, temporaryDirectory: scratchDirectory() },
      qemu: wrapper(join(scratchDirectory(), 'qemu'), script),
    };
    // By default it is a part of the filesystem, which is small.
    vi.stubEnv('SUPERMIN_CACHE_LIMIT', '10G');
    const full = await run('echo $((6 * 7))', options);
    expect(full).toMatchObject({ status: 0, stdout: '42\n' });
    expect(full.said).toEqual([expect.stringMatching(/^template: not used: .*free space/)]);
    expect(templates(cacheDirectory)).toEqual([]);
    rmSync(filler);
    wrapper(options.qemu, '');
    const next = await run('echo $((6 * 7))', options).finally(() => vi.unstubAllEnvs());
    expect(next.said).toEqual([SAVED]);
  });

  it.each([
    ['cannot be restored', 'case "$*" in *-incoming*) echo broken >&2; exit 3;; esac', true],
    ['cannot be saved', 'case "$*" in *share=on*) exit 3;; esac', false],
    // Its parent is no QEMU.
    ['has a memory that cannot be found', 'qemu-system-x86_64 "$@"; exit', false],
  ])('is booted when one %s, and none is tried again', async (_, script, saved) => {
    const cacheDirectory = scratchDirectory();
    const qemu = wrapper(join(cacheDirectory, 'qemu'), script);
    if (saved) expect((await run('true', { cacheDirectory, qemu })).said).toEqual([SAVED]);
    const first = await run('echo $((6 * 7))', { cacheDirectory, qemu });
    expect(first).toMatchObject({ status: 0, stdout: '42\n' });
    expect(first.said.at(-1)).toMatch(/^template: not used: /);
    const second = await run('echo $((6 * 7))', { cacheDirectory, qemu });
    expect(second).toMatchObject({ status: 0, stdout: '42\n' });
    expect(second.said).toEqual([expect.stringMatching(/^template: not used: it failed before/)]);
    const [template] = templates(cacheDirectory);
    expect(readdirSync(template!).sort()).toEqual(['refused', 'template.json']);
  });

  it.each([
    ['restored', '*-incoming*', 1],
    ['saved', '*share=on*', 0],
  ])('is not of an image that is replaced while it is %s', async (_, arguments_, kept) => {
    const cacheDirectory = scratchDirectory();
    const [root, next] = [join(cacheDirectory, 'root'), join(cacheDirectory, 'next')];
    const script = `case "$*" in ${arguments_}) [ ! -e ${next} ] || mv ${next} ${root};; esac`;
    const qemu = wrapper(join(cacheDirectory, 'qemu'), script);
    const options = { cacheDirectory, qemu, appliance: { ...appliance, root } };
    const image = readFileSync(appliance.root);
    writeFileSync(root, image);
    if (kept === 1) expect((await run('true', options)).said).toEqual([SAVED]);
    image.write('other\n', image.indexOf('image\n'));
    writeFileSync(next, image);
    const first = await run('cat /etc/origin', options);
    expect(first.said.at(-1)).toBe('template: not used: the appliance was replaced meanwhile');
    expect(first.stdout).toBe('other\n');
    expect(templates(cacheDirectory).length).toBe(kept);
    const second = await run('cat /etc/origin', options);
    expect(second).toMatchObject({ stdout: 'other\n', said: [SAVED] });
  });

  it('is tried again after a trouble that passes, which leaves no descriptor open', async () => {
    const cacheDirectory = scratchDirectory();
    const descriptors = () => readdirSync('/proc/self/fd').length;
    await run('true', { cacheDirectory: scratchDirectory() });
    const before = descriptors();
    vi.stubEnv('SUPERMIN_CACHE_LIMIT', 'much');
    const first = await run('echo x', { cacheDirectory }).finally(() => vi.unstubAllEnvs());
    expect(first).toMatchObject({ status: 0, stdout: 'x\n' });
    expect(first.said).toEqual(["template: not used: SUPERMIN_CACHE_LIMIT: 'much' is not a size"]);
    await expect.poll(descriptors, { timeout: 30_000 }).toBe(before);
    expect((await run('echo x', { cacheDirectory })).said).toEqual([SAVED]);
  });

  it('is not to blame for what a boot cannot do either: a port that is taken', async () => {
    const cacheDirectory = scratchDirectory();
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const publish = [{ host: port, guest: 80 }];
    await expect(run('true', { cacheDirectory, publish })).rejects.toThrow(/cannot listen/);
    server.close();
    await once(server, 'close');
    const script = 'ls /sys/class/net';
    for (const [options, expected] of [
      [{ publish }, SAVED],
      [{ publish }, USED],
      [{ network: true }, USED],
    ] as const) {
      const { said, stdout } = await run(script, { cacheDirectory, ...options });
      expect({ said, stdout }).toEqual({ said: [expected], stdout: 'eth0\nlo\n' });
    }
  });

  it('is booted when its directory is a link to one of somebody else', async () => {
    const cacheDirectory = scratchDirectory();
    mkdirSync(join(cacheDirectory, 'elsewhere'));
    symlinkSync('elsewhere', join(cacheDirectory, 'templates'));
    const { stdout, said } = await run('echo x', { cacheDirectory });
    expect(stdout).toBe('x\n');
    expect(said).toEqual([expect.stringMatching(/^template: not used: .* is a link/)]);
    expect(readdirSync(join(cacheDirectory, 'elsewhere'))).toEqual([]);
  });

  it('has all mount points also where the image has none', async () => {
    const bare = await makeAppliance(bootPackage);
    try {
      const script =
        'cat /proc/sys/kernel/ostype; ls -d /dev/shm /dev/pts/ptmx /run /tmp /etc/hosts; echo x > /tmp/x';
      const results = [];
      const cacheDirectory = scratchDirectory();
      for (const template of [false, true, true]) {
        results.push(await run(script, { cacheDirectory, appliance: bare, template }));
      }
      expect(results[0]!.stdout).toMatch(/^Linux\n/);
      expect(results.map(({ stdout }) => stdout)).toEqual(Array(3).fill(results[0]!.stdout));
      expect(results[2]!.said).toEqual([USED]);
    } finally {
      bare.remove();
    }
  });
});
