import type { SuperminError } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import {
  indexMissing,
  nameAmbiguous,
  releaseDamaged,
  releaseExpired,
  releaseMissing,
  releaseOther,
  sourcesEmpty,
  unsatisfiable,
  versionUnknown,
} from '../../src/repository/errors.ts';

const ADDRESS = 'http://m.example/dists/s';
const names = (count: number) => Array.from({ length: count }, (_, index) => `p${index + 1}`);
const EIGHT = names(8).join(', ');

describe('an error of a repository', () => {
  it.each<[string, () => SuperminError, string, string]>([
    ['PACKAGES_MISSING', () => nameAmbiguous('mta', names(8)), 'mta', `choose one: ${EIGHT}`],
    ['PACKAGES_MISSING', () => nameAmbiguous('mta', names(9)), 'mta', `${EIGHT}, and 1 more`],
    ['PACKAGES_MISSING', () => versionUnknown('a', '9', ['1', '2']), 'a is not', 'there is 1, 2'],
    ['FROM_FILE', () => sourcesEmpty('/x.list'), '/x.list: ', 'sources.list(5)'],
    ['DOWNLOAD_MISSING', () => releaseMissing(ADDRESS, undefined, 0), `${ADDRESS}: `, '--mirror'],
    [
      'DOWNLOAD_MISSING',
      () => releaseMissing(ADDRESS, 'sid', 0),
      `${ADDRESS}: `,
      'did you mean sid?',
    ],
    ['RELEASE_DAMAGED', () => releaseDamaged(ADDRESS), `${ADDRESS}: `, 'mirror'],
    ['RELEASE_OTHER', () => releaseOther(ADDRESS, 'sid'), ', sid', 'mirror'],
    ['RELEASE_EXPIRED', () => releaseExpired(ADDRESS, new Date(0)), 'on 1970-01-01', '@SNAPSHOT'],
    [
      'INDEX_MISSING',
      () => indexMissing(ADDRESS, 'main', 'x', []),
      'main for x',
      'component and --arch',
    ],
    [
      'INDEX_MISSING',
      () => indexMissing(ADDRESS, 'main', 'x', ['a', 'b']),
      'main for x',
      'is a, b',
    ],
  ])('has a code, says where, and what to do: %s', (code, make, where, remedy) => {
    const error = make();
    expect(error.code).toBe(code);
    expect(error.message).toContain(where);
    expect(error.hint).toContain(remedy);
  });

  it('says of many packages that cannot be together what stands against the first eight', () => {
    const error = unsatisfiable(names(9));
    expect(error.code).toBe('PACKAGES_UNSATISFIABLE');
    expect(error.message).toContain(names(8).join('. '));
    expect(error.message).toMatch(/p8. and 1 more$/);
  });

  it('says of the eight that it can name no more, and of a time the day', () => {
    expect(nameAmbiguous('mta', names(8)).hint).toMatch(/p8$/);
    expect(releaseExpired(ADDRESS, new Date(0)).message).toMatch(/ 1970-01-01$/);
  });

  it('keeps its cause', () => {
    const cause = new Error('404');
    expect(releaseMissing(ADDRESS, undefined, cause).cause).toBe(cause);
  });
});
