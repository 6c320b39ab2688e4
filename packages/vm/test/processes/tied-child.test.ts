import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { available, hasProgram } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { killTied, spawnTied } from '../../src/processes/tied-child.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** The module as another process has it, and what that process has on PATH in the place of setpriv. */
async function withSetpriv(script: string | undefined) {
  const directory = scratchDirectory();
  const log = join(directory, 'log');
  if (script !== undefined) {
    const lines = ['#!/bin/sh', `echo "$*" >>'${log}'`, script, ''];
    writeFileSync(join(directory, 'setpriv'), lines.join('\n'), { mode: 0o755 });
  }
  vi.stubEnv('PATH', directory);
  vi.resetModules();
  const module = await import('../../src/processes/tied-child.ts');
  const run = async (program: string, ...args: string[]) =>
    text(module.spawnTied(program, args, { stdio: ['ignore', 'pipe', 'inherit'] }).stdout!);
  const calls = () => readFileSync(log, 'utf8').trimEnd().split('\n');
  return { run, calls, setpriv: join(directory, 'setpriv') };
}

describe('spawnTied', () => {
  it('runs the program itself, with its arguments and files', async () => {
    const child = spawnTied('sh', ['-c', 'echo "$1"; exit 3', 'sh', 'two words'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const chunks: Buffer[] = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    expect(await once(child, 'close')).toEqual([3, null]);
    expect(Buffer.concat(chunks).toString()).toBe('two words\n');
  });

  it('leaves no process in between: killing the child kills the program', async () => {
    const child = spawnTied('sh', ['-c', 'echo ready; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(child.stdout!, 'data');
    expect(readFileSync(`/proc/${child.pid}/comm`, 'latin1')).toMatch(/^(sh|sleep)\n$/);
    child.kill('SIGKILL');
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  });

  it('kills what a script has started in its place, too', async () => {
    const child = spawnTied('sh', ['-c', 'sleep 60 & echo $!; wait'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [started] = await once(child.stdout!, 'data');
    killTied(child);
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    const isThere = () => existsSync(`/proc/${Number(started)}/exe`);
    await vi.waitFor(() => expect(isThere()).toBe(false));
  });

  it('watches the exit of this process only while there is something to kill', async () => {
    const before = process.listenerCount('exit');
    const children = [1, 2, 3].map(() => spawnTied('sleep', ['60'], { stdio: 'ignore' }));
    expect(process.listenerCount('exit')).toBe(before + 1);
    for (const child of children) {
      expect(process.listenerCount('exit')).toBe(before + 1);
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    expect(process.listenerCount('exit')).toBe(before);
  });

  it('also after one that could not be started', async () => {
    const before = process.listenerCount('exit');
    const child = spawnTied('true', [], { cwd: '/nonexistent' });
    expect(process.listenerCount('exit')).toBe(before + 1);
    await once(child, 'error');
    expect(process.listenerCount('exit')).toBe(before);
  });

  it('kills what is left when this process exits', async () => {
    const before = process.listeners('exit');
    const children = [1, 2].map(() => spawnTied('sleep', ['60'], { stdio: 'ignore' }));
    const ends = children.map((child) => once(child, 'exit'));
    const [killAll] = process.listeners('exit').filter((each) => !before.includes(each));
    killAll!(0);
    expect(await Promise.all(ends)).toEqual([
      [null, 'SIGKILL'],
      [null, 'SIGKILL'],
    ]);
  });

  it('kills it by SIGKILL when its signal aborts', async () => {
    const controller = new AbortController();
    const child = spawnTied('sh', ['-c', "trap '' TERM; echo ready; exec sleep 60"], {
      stdio: ['ignore', 'pipe', 'ignore'],
      signal: controller.signal,
    });
    child.on('error', () => {});
    await once(child.stdout!, 'data');
    controller.abort();
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  });

  it.runIf(available('setpriv of util-linux', hasProgram('setpriv')))(
    'has the kernel kill it when this process is killed',
    async () => {
      const child = spawnTied('setpriv', ['--dump'], { stdio: ['ignore', 'pipe', 'inherit'] });
      expect(await text(child.stdout!)).toContain('\nParent death signal: KILL\n');
    },
  );

  it('asks once whether there is a setpriv with that option', async () => {
    const { run, calls, setpriv } = await withSetpriv(
      '[ "$1" = --help ] || { shift 3; exec "$@"; }',
    );
    expect(await run('/bin/echo', '--', 'two words')).toBe('-- two words\n');
    expect(await run('/bin/echo', 'more')).toBe('more\n');
    expect(calls()).toEqual([
      `--pdeathsig KILL -- ${setpriv} --help`,
      '--help',
      '--pdeathsig KILL -- /bin/echo -- two words',
      '--pdeathsig KILL -- /bin/echo more',
    ]);
  });

  it('does without one that lacks the option, as busybox has it', async () => {
    const { run, calls } = await withSetpriv('exit 1');
    expect(await run('/bin/echo', 'a')).toBe('a\n');
    expect(await run('/bin/echo', 'b')).toBe('b\n');
    expect(calls()).toHaveLength(1);
  });

  it('does without any', async () => {
    const { run } = await withSetpriv(undefined);
    expect(await run('/bin/echo', 'a')).toBe('a\n');
  });
});

describe('killTied', () => {
  it('sends nothing to what has ended: its number may be that of another process', async () => {
    const children = [
      spawnTied('sh', ['-c', 'exit 3'], { stdio: 'ignore' }),
      spawnTied('sh', ['-c', 'kill -9 $$'], { stdio: 'ignore' }),
    ];
    const ends = await Promise.all(children.map((child) => once(child, 'exit')));
    expect(ends).toEqual([
      [3, null],
      [null, 'SIGKILL'],
    ]);
    const kill = vi.spyOn(process, 'kill');
    children.forEach(killTied);
    expect(kill).not.toHaveBeenCalled();
  });

  it('sends nothing where nothing was started: it would go to number 0, which is all of our own group', async () => {
    const child = spawnTied('true', [], { cwd: '/nonexistent' });
    const kills = [
      vi.spyOn(process, 'kill').mockReturnValue(true),
      vi.spyOn(child, 'kill').mockReturnValue(true),
    ];
    killTied(child);
    await once(child, 'error');
    killTied(child);
    for (const kill of kills) expect(kill).not.toHaveBeenCalled();
  });

  it('kills it before it has a session of its own, too', async () => {
    const child = spawnTied('sleep', ['60'], { stdio: 'ignore' });
    // As it is between fork and setsid.
    vi.spyOn(process, 'kill').mockImplementationOnce(() => {
      throw new Error('ESRCH');
    });
    killTied(child);
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  });
});
