import { afterEach, expect, it, vi } from 'vitest';
import { environmentOf, guestTerm } from '../../src/job/surroundings.ts';

afterEach(() => void vi.unstubAllEnvs());

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

it('root has PATH and HOME, and TERM where it has a terminal', () => {
  vi.stubEnv('TERM', 'xterm');
  expect(environmentOf({}, false)).toEqual({ PATH, HOME: '/root' });
  expect(environmentOf({}, true)).toEqual({ PATH, HOME: '/root', TERM: 'xterm' });
});

it('another user has the HOME that the guest knows', () => {
  expect(environmentOf({ user: 'nobody' }, false)).toEqual({ PATH });
});

it('what is asked for comes on top', () => {
  const env = { PATH: '/bin', TERM: 'dumb', A: 'b' };
  expect(environmentOf({ env }, true)).toEqual({ ...env, HOME: '/root' });
});

it('a terminal of nobody is that of the Linux console', () => {
  vi.stubEnv('TERM', undefined);
  expect(guestTerm()).toBe('linux');
});
