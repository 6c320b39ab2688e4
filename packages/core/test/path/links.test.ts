import { expect, it } from 'vitest';
import { linkTarget } from '../../src/path/links.ts';

it('a link leads on from its own directory, or from the root', () => {
  expect(linkTarget('/usr/bin/awk', '/etc/awk')).toBe('/etc/awk');
  expect(linkTarget('/usr/bin/awk', '../lib/awk')).toBe('/usr/bin/../lib/awk');
  expect(linkTarget('/bin', 'usr/bin')).toBe('/usr/bin');
});
