import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useInForeground } from '../../src/session/job-control.ts';

/** To this process; a thread gets none. */
function signal(name: 'SIGCONT' | 'SIGTSTP'): void {
  if (isMainThread) process.kill(process.pid, name);
  else process.emit(name);
}

describe('useInForeground', () => {
  let ours: boolean;
  let seen: string[];
  const use = {
    take: () => seen.push('take'),
    release: () => seen.push('release'),
    lose: () => seen.push('lose'),
  };
  const begin = () => useInForeground(0, use, () => ours);
  beforeEach(() => {
    seen = [];
    vi.useFakeTimers();
  });
  afterEach(() => vi.useRealTimers());

  it('takes it at once in the foreground, and gives it back', () => {
    ours = true;
    begin()();
    expect(seen).toEqual(['take', 'release']);
  });

  it('waits in the background, and takes it when it is brought to the foreground without a signal', () => {
    ours = false;
    const end = begin();
    vi.advanceTimersByTime(5000);
    expect(seen).toEqual([]);
    ours = true;
    vi.advanceTimersByTime(1000);
    expect(seen).toEqual(['take']);
    end();
    expect(seen).toEqual(['take', 'release']);
  });

  it('leaves it alone at the end when it is somebody else’s', () => {
    ours = false;
    begin()();
    expect(seen).toEqual(['lose']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('continued in the background: released; in the foreground: taken again', async () => {
    vi.useRealTimers();
    ours = true;
    const listeners = () => process.listenerCount('SIGTSTP') + process.listenerCount('SIGCONT');
    const before = listeners();
    const end = begin();
    ours = false;
    signal('SIGCONT');
    await vi.waitFor(() => expect(seen).toEqual(['take', 'release']));
    ours = true;
    signal('SIGCONT');
    await vi.waitFor(() => expect(seen).toEqual(['take', 'release', 'take']));
    end();
    await sleep(1);
    expect(listeners()).toBe(before);
  });

  it('is given back before the process stands still, and taken again when it goes on', () => {
    ours = true;
    const end = begin();
    const kill = vi.spyOn(process, 'kill').mockImplementation((pid, name) => {
      expect(pid).toBe(process.pid);
      seen.push(`${name}, heard by ${process.listenerCount('SIGTSTP')}`);
      return true;
    });
    const heard = process.listenerCount('SIGTSTP');
    process.emit('SIGTSTP');
    kill.mockRestore();
    expect(seen).toEqual(['take', 'release', `SIGTSTP, heard by ${heard - 1}`, 'take']);
    expect(process.listenerCount('SIGTSTP')).toBe(heard);
    end();
  });

  it('looks whether it is in the foreground every half second, and only in the background', () => {
    ours = false;
    const end = begin();
    vi.advanceTimersByTime(400);
    ours = true;
    vi.advanceTimersByTime(99);
    expect(seen).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(seen).toEqual(['take']);
    expect(vi.getTimerCount()).toBe(0);
    end();
  });
});
