import { afterEach, describe, expect, it, vi } from 'vitest';
import { sameUser } from '../../src/job/same-user.ts';
import type { Surroundings } from '../../src/job/surroundings.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('sameUser', () => {
  it("is this process's user, with its PATH and HOME", () => {
    vi.stubEnv('PATH', '/opt/bin:/bin');
    vi.stubEnv('HOME', '/home/me');
    vi.spyOn(process, 'geteuid').mockReturnValue(1000);
    vi.spyOn(process, 'getegid').mockReturnValue(100);
    expect(sameUser({ env: { A: 'b', HOME: '/elsewhere' } })).toEqual({
      env: { PATH: '/opt/bin:/bin', HOME: '/elsewhere', A: 'b' },
      user: '1000:100',
    });
  });

  it('is root as root', () => {
    vi.spyOn(process, 'geteuid').mockReturnValue(0);
    expect(sameUser<Surroundings>({}).user).toBeUndefined();
  });

  it('is another one who is asked for, with what that one has', () => {
    const options = { user: 'nobody', env: { A: 'b' } };
    expect(sameUser(options)).toEqual(options);
  });
});
