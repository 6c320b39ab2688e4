import { spawnSync } from 'node:child_process';
import { closeSync, openSync, promises } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, expect, it, vi } from 'vitest';
import { endProcess } from '../../src/signals/end-process.ts';

class Ended extends Error {}

function watch() {
  const end = (): never => {
    throw new Ended();
  };
  return {
    exit: vi.spyOn(process, 'exit').mockImplementation(end),
    kill: vi.spyOn(process, 'kill').mockImplementation(end),
  };
}

afterEach(() => vi.restoreAllMocks());

it('ends with the status', async () => {
  const { exit, kill } = watch();
  await expect(endProcess(143)).rejects.toThrow(Ended);
  expect(exit).toHaveBeenCalledWith(143);
  expect(kill).not.toHaveBeenCalled();
});

it('does not wait for a read that never ends', async () => {
  const fifo = `${scratchDirectory()}/fifo`;
  spawnSync('mkfifo', [fifo]);
  const opening = promises.open(fifo, 'r');
  const { exit, kill } = watch();
  await expect(endProcess(143)).rejects.toThrow(Ended);
  expect(kill).toHaveBeenCalledWith(process.pid, 'SIGKILL');
  expect(exit).not.toHaveBeenCalled();
  vi.restoreAllMocks();
  closeSync(openSync(fifo, 'w'));
  await (await opening).close();
});
