import { describe, expect, it } from 'vitest';
import { needsSync, startSession } from '../../src/start/start-session.ts';
import { disk, planOf, share } from './plan.ts';

describe('needsSync', () => {
  it.each<[boolean, string, Parameters<typeof planOf>[0]]>([
    [false, 'nothing', {}],
    [false, 'what it only reads', { shares: [share(true)], daemon: '', disks: [disk(true)] }],
    [true, 'a share', { shares: [share()], daemon: '' }],
    [true, 'a disk beside one that it only reads', { disks: [disk(true), disk()] }],
  ])('is %s of a VM with %s', (needed, _, options) => {
    expect(needsSync(planOf(options))).toBe(needed);
  });
});

describe('startSession', () => {
  it('says why the VM did not start', async () => {
    const plan = planOf({ qemu: '/bin/false', template: false });
    await expect(startSession(plan)).rejects.toMatchObject({
      code: 'VM_FAILED',
      message: 'the VM did not start: QEMU ended with status 1',
    });
  });

  it('starts nothing that cannot be forked though it is to be', async () => {
    const plan = planOf({ forkable: true, disks: [disk()] });
    await expect(startSession(plan)).rejects.toMatchObject({ code: 'VM_NOT_FORKABLE' });
  });
});
