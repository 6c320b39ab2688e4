import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { killTied, spawnTied } from '../../src/processes/tied-child.ts';

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
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    expect(process.listenerCount('exit')).toBe(before);
  });
});
