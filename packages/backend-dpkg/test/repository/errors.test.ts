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
  it.each<[SuperminError, string, string, string]>([
    [nameAmbiguous('mta', names(8)), 'PACKAGES_MISSING', 'mta', `choose one: ${EIGHT}`],
    [nameAmbiguous('mta', names(9)), 'PACKAGES_MISSING', 'mta', `${EIGHT}, and 1 more`],
    [versionUnknown('a', '9', ['1', '2']), 'PACKAGES_MISSING', 'a is not', 'there is 1, 2'],
    [sourcesEmpty('/x.list'), 'FROM_FILE', '/x.list: ', 'sources.list(5)'],
    [releaseMissing(ADDRESS, undefined, 0), 'DOWNLOAD_MISSING', `${ADDRESS}: `, '--mirror'],
    [releaseMissing(ADDRESS, 'sid', 0), 'DOWNLOAD_MISSING', `${ADDRESS}: `, 'did you mean sid?'],
    [releaseDamaged(ADDRESS), 'RELEASE_DAMAGED', `${ADDRESS}: `, 'mirror'],
    [releaseOther(ADDRESS, 'sid'), 'RELEASE_OTHER', ', sid', 'mirror'],
    [releaseExpired(ADDRESS, new Date(0)), 'RELEASE_EXPIRED', 'on 1970-01-01', '@SNAPSHOT'],
    [indexMissing(ADDRESS, 'main', 'x', []), 'INDEX_MISSING', 'main for x', 'component and --arch'],
    [indexMissing(ADDRESS, 'main', 'x', ['a', 'b']), 'INDEX_MISSING', 'main for x', 'is a, b'],
  ])('has a code, says where, and what to do: %s', (error, code, where, remedy) => {
    expect(error.code).toBe(code);
    expect(error.message).toContain(where);
    expect(error.hint).toContain(remedy);
  });

  it('says of many packages that cannot be together what stands against the first eight', () => {
    const error = unsatisfiable(names(9));
    expect(error.code).toBe('PACKAGES_UNSATISFIABLE');
    expect(error.message).toContain(names(8).join('. '));
    expect(error.message).not.toContain('p9');
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
