import { describe, expect, it, vi } from 'vitest';
import { Settled } from '../../src/session/settled.ts';
import type { SavedFiles } from '../../src/snapshot/saved-files.ts';
import { Snapshot } from '../../src/snapshot/snapshot.ts';

function made() {
  const close = vi.fn();
  const files = { close } as unknown as SavedFiles;
  const starting: Settled<string>[] = [];
  const begin = vi.fn((_files: SavedFiles, _options?: number) => {
    starting.push(new Settled());
    return starting.at(-1)!.promise;
  });
  return { snapshot: new Snapshot<number, string>(files, begin), files, close, begin, starting };
}

describe('Snapshot', () => {
  it('starts any number of VMs from its files', async () => {
    const { snapshot, files, begin, starting, close } = made();
    const machines = [snapshot.start(1), snapshot.start()];
    for (const [index, each] of starting.entries()) each.resolve(`VM ${index}`);
    expect(await Promise.all(machines)).toEqual(['VM 0', 'VM 1']);
    expect(begin.mock.calls).toEqual([
      [files, 1],
      [files, undefined],
    ]);
    expect(close).not.toHaveBeenCalled();
  });

  it('is removed at once, once', () => {
    const { snapshot, close } = made();
    snapshot.remove();
    snapshot.remove();
    snapshot[Symbol.dispose]();
    expect(close).toHaveBeenCalledOnce();
  });

  it('is disposed of by being removed', () => {
    const { snapshot, close } = made();
    snapshot[Symbol.dispose]();
    expect(close).toHaveBeenCalledOnce();
  });

  it('starts no VM any more then', async () => {
    const { snapshot, begin } = made();
    snapshot.remove();
    await expect(snapshot.start()).rejects.toThrow(TypeError);
    expect(begin).not.toHaveBeenCalled();
  });

  it('VMs that are being started are not disturbed, whether or not they come up', async () => {
    const { snapshot, starting, close } = made();
    const machines = [snapshot.start(), snapshot.start()];
    snapshot.remove();
    expect(close).not.toHaveBeenCalled();
    starting[0]!.reject(new Error('no'));
    await expect(machines[0]).rejects.toThrow('no');
    expect(close).not.toHaveBeenCalled();
    starting[1]!.resolve('yes');
    await machines[1];
    expect(close).toHaveBeenCalledOnce();
  });
});
