import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/arguments/usage-error.ts';
import { parseShare } from '../../src/run/share.ts';

describe('DIR[:MOUNT][:ro|:rw]', () => {
  it.each([
    ['', undefined, false],
    [':ro', undefined, true],
    [':rw', undefined, false],
    [':/mnt', '/mnt', false],
    [':/mnt:ro', '/mnt', true],
    [':/mnt:rw', '/mnt', false],
  ])('DIR%s', (rest, mount, readOnly) => {
    expect(parseShare(`some/d${rest}`)).toEqual({ directory: 'some/d', mount, readOnly });
  });

  it.each(['', ':/mnt', 'd:mnt', 'd:/a:/b', 'd:/a:wo', 'd::ro', 'd:'])('%j is an error', (text) => {
    expect(() => parseShare(text)).toThrow(UsageError);
    expect(() => parseShare(text)).toThrow(`not '${text}'`);
  });

  it.each([
    ['a:b', 'a\\:b'],
    ['a:ro', 'a\\:ro'],
    ['a\\', 'a\\\\'],
    ['a\\b', 'a\\b'],
  ])("%j: a ':' in a name is written '\\:', and a backslash before one '\\\\'", (name, written) => {
    expect(parseShare(`${written}:/mnt\\:x:ro`)).toEqual({
      ...{ directory: name, mount: '/mnt:x', readOnly: true },
    });
    expect(parseShare(written)).toMatchObject({ directory: name, readOnly: false });
  });
});
