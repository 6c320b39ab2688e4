import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { USERS } from '@supermin/test-support/users';
import { describe, expect, it } from 'vitest';
import { superminSucceeds } from './support/installation.ts';
import { HAS_QEMU } from './support/qemu.ts';

interface Listed {
  entries: { kind: string; bytes: number; inUse: boolean; packages?: string[] }[];
}

describe.runIf(HAS_QEMU).each(USERS)('the cache of $name', (user) => {
  const cache = join(scratchDirectory({}, user), 'cache');
  const options = { ...user, env: { XDG_CACHE_HOME: cache, SUPERMIN_CACHE_LIMIT: '' } };

  async function list(): Promise<Listed['entries']> {
    const { stdout } = await superminSucceeds(['cache', 'ls', '--json'], options);
    return (JSON.parse(stdout) as Listed).entries;
  }

  const bytesOf = (entries: Listed['entries']) =>
    entries.reduce((sum, { bytes }) => sum + bytes, 0);

  it('stays below its limit through different runs, some at a time, all of them right', async () => {
    const run = async (command: string, env = options.env) => {
      const argv = ['run', '--bare', '--', command, '--version'];
      expect((await superminSucceeds(argv, { ...options, env })).stdout).toContain(command);
    };
    await run('bash');
    const before = await list();
    const [appliance] = before.filter(({ kind }) => kind === 'run');
    const limit = bytesOf(before) + Math.floor(1.5 * appliance!.bytes);
    const limited = { ...options.env, SUPERMIN_CACHE_LIMIT: String(limit) };
    for (const commands of [
      ['sed', 'grep', 'tar'],
      ['gzip', 'find', 'bash'],
    ]) {
      await Promise.all(commands.map((command) => run(command, limited)));
    }
    // The last one that ended has seen to it.
    const after = await list();
    expect(bytesOf(after)).toBeLessThanOrEqual(limit);
    expect(after.some(({ inUse }) => inUse)).toBe(false);
    expect(after.filter(({ kind }) => kind === 'run').length).toBeLessThan(7);
  });

  it('has nothing else while VMs that run take all of it, and is below the limit when they have ended', async () => {
    await superminSucceeds(['cache', 'clear'], options);
    const run = (command: string, script: string, limit = '') => {
      const packages = ['coreutils', 'dash', command].flatMap((name) => ['-p', name]);
      const argv = ['run', '--bare', '-v', ...packages, '--', 'sh', '-c', script];
      const env = { ...options.env, SUPERMIN_CACHE_LIMIT: limit };
      return superminSucceeds(argv, { ...options, env });
    };
    expect((await run('sed', 'true')).stderr).toContain(
      'template: saved a VM to restore later ones from',
    );
    const before = await list();
    const fixed = bytesOf(before.filter(({ kind }) => !['run', 'templates'].includes(kind)));
    const [appliance] = before.filter(({ kind }) => kind === 'run');
    // Room for one appliance, and for no saved VM.
    const limit = fixed + Math.floor(1.5 * appliance!.bytes);
    const idle: number[] = [];
    let running = true;
    const watch = async () => {
      while (running) idle.push(bytesOf((await list()).filter(({ inUse }) => !inUse)));
    };
    const watched = watch();
    const commands = ['grep', 'tar', 'gzip'];
    const work = Promise.all(commands.map((name) => run(name, 'sleep 2', String(limit))));
    const results = await work.finally(() => {
      running = false;
      return watched;
    });
    expect(results.some(({ stderr }) => stderr.includes('leaves no room below'))).toBe(true);
    // From when the first of them has looked on.
    const later = idle.slice(idle.findIndex((bytes) => bytes <= limit));
    expect(Math.max(...later)).toBeLessThanOrEqual(limit);
    expect(bytesOf(await list())).toBeLessThanOrEqual(limit);
  });

  it('is cleared, and made again when it is needed', async () => {
    const { stdout } = await superminSucceeds(['cache', 'clear'], options);
    expect(stdout).toMatch(/^removed \d+ entries, .*; 0 B left\n$/);
    expect(await list()).toEqual([]);
    await superminSucceeds(['run', '--bare', '--', 'true'], options);
    expect((await list()).length).toBeGreaterThan(0);
  });
});
