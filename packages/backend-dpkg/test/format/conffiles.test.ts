import { describe, expect, it } from 'vitest';
import { parseConffiles } from '../../src/format/conffiles.ts';

const digest = '0123456789abcdef0123456789abcdef';

describe('parseConffiles', () => {
  it('reads paths, digests and what is obsolete', () => {
    expect(
      parseConffiles(
        `/etc/a ${digest}\n /etc/with space ${digest} obsolete\n /etc/new newconffile\n /etc/gone ${digest} remove-on-upgrade`,
      ),
    ).toEqual([
      { path: '/etc/a', digest, obsolete: false },
      { path: '/etc/with space', digest, obsolete: true },
      { path: '/etc/new', digest: 'newconffile', obsolete: false },
      { path: '/etc/gone', digest, obsolete: true },
    ]);
    expect(parseConffiles('')).toEqual([]);
  });

  it.each(['/etc/a', `etc/a ${digest}`, `/etc/a ${digest.slice(1)}`, `/etc/a ${digest} odd`])(
    'rejects %s',
    (line) => expect(() => parseConffiles(line)).toThrow('cannot read'),
  );
});
