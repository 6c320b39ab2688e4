import { expect, it } from 'vitest';
import { stopSession } from '../../src/start/stop-session.ts';
import { SpokenSession } from '../session/spoken-session.ts';
import { disk, planOf, share } from './plan.ts';

it.each<[string, Parameters<typeof planOf>[0]]>([
  ['a share', { shares: [share()], daemon: '' }],
  ['a disk', { disks: [disk(true), disk()] }],
])('a VM that may have written to %s ends when that is there', async (_, options) => {
  const guest = new SpokenSession();
  let ended = false;
  const stopped = stopSession(guest.session, planOf(options)).then(() => {
    ended = true;
  });
  await new Promise(setImmediate);
  expect(guest.told).toContain('stop');
  expect(ended).toBe(false);
  guest.say('stopped');
  await stopped;
});

it('one that could write to nothing that lasts ends at once', async () => {
  const guest = new SpokenSession();
  await stopSession(
    guest.session,
    planOf({ shares: [share(true)], daemon: '', disks: [disk(true)] }),
  );
  expect(guest.told).not.toContain('stop');
});

it('one that fails meanwhile has ended, too', async () => {
  const guest = new SpokenSession();
  guest.answers.stop = () => void guest.session.close();
  await stopSession(guest.session, planOf({ disks: [disk()] }));
  await guest.session.ended.promise;
});
