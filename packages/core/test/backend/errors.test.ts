import { describe, expect, it } from 'vitest';
import {
  archiveDamaged,
  notBelowRoot,
  unknownPackage,
  warnUnread,
} from '../../src/backend/errors.ts';
import { SuperminError } from '../../src/errors/supermin-error.ts';

describe('errors of backends', () => {
  it('a package of another database', () => {
    expect(unknownPackage('dpkg', 'bash 5.2')).toMatchObject({
      code: 'PACKAGE_UNKNOWN',
      message: 'package bash 5.2 is not in this dpkg database',
    });
  });

  it('an archive that cannot be unpacked, whatever was thrown', () => {
    const cause = new Error('no header');
    expect(archiveDamaged('/c/caf\xc3\xa9.deb', cause)).toMatchObject({
      code: 'PACKAGE_DAMAGED',
      message: '/c/café.deb: the package cannot be unpacked: no header',
      hint: expect.stringContaining('delete it'),
      cause,
    });
    expect(archiveDamaged('/c/a.deb', 'no header').message).toMatch(/: no header$/);
  });

  it('a path that leads out', () => {
    expect(notBelowRoot('a 1', '/../x')).toMatchObject({
      code: 'PACKAGE_PATH',
      message: 'package a 1: /../x: not a plain path below the root',
      hint: 'leave this package out',
    });
  });

  it('one that only matters to those who need it is a warning, with its hint', () => {
    const error = new SuperminError('X', 'a: damaged', { hint: 'mend it' });
    expect(warnUnread(error)).toEqual({
      kind: 'warning',
      text: 'a: damaged; ignored',
      hint: 'mend it',
    });
  });
});
