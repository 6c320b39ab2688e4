import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { spawnTied } from '../../src/processes/tied-child.ts';

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
