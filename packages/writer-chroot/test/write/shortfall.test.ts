import type { SuperminEvent } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import type { Attributes, Identity } from '../../src/plan/identity.ts';
import { Shortfall } from '../../src/write/shortfall.ts';

const lost = (owner: boolean, setid: boolean) => ({ lost: { owner, setid } }) as Attributes;

/** What is said of it to this user. */
function report(fill: (shortfall: Shortfall) => void, identity: Partial<Identity> = { uid: 1000 }) {
  const shortfall = new Shortfall();
  fill(shortfall);
  const events: SuperminEvent[] = [];
  shortfall.report((event) => events.push(event), identity as Identity);
  return events;
}

const hint = 'root can set them';

describe('what a chroot lacks', () => {
  it('is nothing to speak of where it lacks nothing', () => {
    expect(report((shortfall) => shortfall.lost(lost(false, false)))).toEqual([]);
  });

  it.each([
    [1, '1 file is left out: permission denied: /0'],
    [3, '3 files are left out: permission denied: /0, /1, /2'],
    [4, '4 files are left out: permission denied: /0, /1, /2, and 1 more'],
  ])('is said by the first of %d files that may not be read', (number, text) => {
    const events = report(({ unreadable }) => {
      for (let n = 0; n < number; n++) unreadable.push(`/${n}`);
    });
    expect(events).toEqual([{ kind: 'warning', text }]);
  });

  it.each<[string, (shortfall: Shortfall) => void]>([
    ['1 entry lacks its owner or group', (all) => all.lost(lost(true, false))],
    ['1 file lacks its setuid or setgid bit', (all) => all.lost(lost(false, true))],
    ['1 device is missing (/dev/null)', ({ devices }) => devices.push('/dev/null')],
    ['1 extended attribute could not be set (no room)', (all) => all.lostAttributes(['no room'])],
  ])('is one thing: %s', (text, fill) => {
    expect(report(fill)).toEqual([{ kind: 'warning', text: `chroot: ${text}`, hint }]);
  });

  it('is counted, and said in one line', () => {
    const events = report((all) => {
      for (let n = 0; n < 2; n++) all.lost(lost(true, true));
      all.devices.push('/dev/null', '/dev/zero');
      all.lostAttributes(['first', 'second']);
    });
    const text =
      'chroot: 2 entries lack their owner or group, 2 files lack their setuid or setgid bit, ' +
      '2 devices are missing (/dev/null, /dev/zero), 2 extended attributes could not be set (first)';
    expect(events).toEqual([{ kind: 'warning', text, hint }]);
  });

  it('is what root can help, in a user namespace more ids, and nobody else’s for root itself', () => {
    const hintFor = (identity: Partial<Identity>) =>
      report((all) => all.lost(lost(true, false)), identity).map((event) =>
        'hint' in event ? event.hint : undefined,
      );
    expect(hintFor({ uid: 1000 })).toEqual([hint]);
    expect(hintFor({ uid: 0 })).toEqual([undefined]);
    expect(hintFor({ uid: 0, uids: {} as NonNullable<Identity['uids']> })).toEqual([
      expect.stringContaining('podman unshare'),
    ]);
  });
});
