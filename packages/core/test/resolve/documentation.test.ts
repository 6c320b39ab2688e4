import { expect, it } from 'vitest';
import { isDocumentation } from '../../src/resolve/documentation.ts';

it.each([
  ['/usr/share/man/man1/ls.1.gz', true],
  ['/usr/share/doc/bash', true],
  ['/usr/share/doc/bash/README.gz', true],
  ['/usr/share/doc/bash/copyright', false],
  ['/usr/share/info/dir', true],
  ['/usr/share/doc', false],
  ['/usr/share/docs/x', false],
  ['/opt/usr/share/doc/x', false],
])('%s, not marked: %s', (path, expected) => {
  expect(isDocumentation({ path, config: false })).toBe(expected);
});

it('what is marked is documentation, wherever it lies', () => {
  expect(isDocumentation({ path: '/opt/x/README', config: false, documentation: true })).toBe(true);
  expect(isDocumentation({ path: '/opt/x/README', config: false, documentation: false })).toBe(
    false,
  );
});
