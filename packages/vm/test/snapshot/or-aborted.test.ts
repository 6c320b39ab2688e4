import { expect, it } from 'vitest';
import { orAborted } from '../../src/snapshot/or-aborted.ts';

it('is what comes first: the work, or the reason of the signal', async () => {
  const never = new Promise<string>(() => {});
  const controller = new AbortController();
  expect(await orAborted(Promise.resolve('done'), controller.signal)).toBe('done');
  const waiting = orAborted(never, controller.signal);
  controller.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  await expect(orAborted(never, controller.signal)).rejects.toThrow('enough');
  const failing = orAborted(Promise.reject(new Error('broken')), new AbortController().signal);
  await expect(failing).rejects.toThrow('broken');
});
