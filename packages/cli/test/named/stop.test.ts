import { afterEach, expect, it, vi } from 'vitest';
import { loadNamed } from '../../src/named/load-named.ts';
import { stopCommand } from '../../src/named/stop.ts';
import { contextOf, perform } from '../support/in-process.ts';

vi.mock('../../src/named/load-named.ts');

const stopNamed = vi.fn();
vi.mocked(loadNamed).mockResolvedValue({ stopNamed } as never);

afterEach(() => void stopNamed.mockReset());

const stop = (...words: string[]) => perform(stopCommand, contextOf('stop', ...words));

it('stops all at a time, and prints each name when it is gone', async () => {
  const gone: Record<string, () => void> = {};
  stopNamed.mockImplementation((name) => new Promise<void>((resolve) => (gone[name] = resolve)));
  const stopped = stop('--timeout=2m', 'a', 'b');
  await vi.waitFor(() => expect(Object.keys(gone)).toEqual(['a', 'b']));
  gone.b!();
  await new Promise(setImmediate);
  gone.a!();
  expect(await stopped).toMatchObject({ status: 0, stdout: 'b\na\n' });
  const options = { timeout: 120, signal: expect.any(AbortSignal) };
  expect(stopNamed.mock.calls).toEqual(['a', 'b'].map((name) => [name, options]));
});

it('fails when one cannot be stopped, and stops the others all the same', async () => {
  const write = vi.fn();
  stopNamed.mockImplementation(async (name) => {
    if (name === 'none') throw new Error('no such VM');
    write(name);
  });
  await expect(stop('none', 'b')).rejects.toThrow('no such VM');
  expect(write.mock.calls).toEqual([['b']]);
  expect(stopNamed.mock.calls[0]![1]).toMatchObject({ timeout: undefined });
});
