import { localHost } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { readDiversions } from '../../src/database/diversions.ts';

const read = (text: string) =>
  readDiversions(localHost(scratchDirectory({ 'var/lib/dpkg/diversions': text })));

describe('a diversion of a package', () => {
  const diversions = read('/bin/sh\n/bin/sh.distrib\ndash\n');

  it("moves other packages' file, and not its own", () => {
    expect(diversions.moving('/bin/sh', 'bash')).toMatchObject({ divertedTo: '/bin/sh.distrib' });
    expect(diversions.moving('/bin/sh', 'dash')).toBeUndefined();
    expect(diversions.moving('/bin/sh.distrib', 'bash')).toBeUndefined();
  });

  it('says as what the file that was moved is shipped', () => {
    expect(diversions.shippedPath('/bin/sh.distrib', 'bash')).toBe('/bin/sh');
    expect(diversions.shippedPath('/bin/sh.distrib', 'dash')).toBe('/bin/sh.distrib');
    expect(diversions.shippedPath('/bin/sh', 'bash')).toBe('/bin/sh');
  });
});

it("the administrator's diversion spares no package", () => {
  const diversions = read('/bin/a\n/bin/b\n:\n');
  expect(diversions.moving('/bin/a', 'any')).toMatchObject({ divertedTo: '/bin/b' });
  expect(diversions.shippedPath('/bin/b', 'any')).toBe('/bin/a');
});

it('nothing is diverted without the file', () => {
  const diversions = readDiversions(localHost(scratchDirectory({})));
  expect([...diversions]).toEqual([]);
  expect(diversions.shippedPath('/bin/a', 'any')).toBe('/bin/a');
});
