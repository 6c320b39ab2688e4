import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { localHost } from '../../src/host/local-host.ts';
import { configuredPath } from '../../src/plugin/configured-path.ts';

const PLACE = { file: '/etc/x.conf', section: 'options', key: 'DBPath', include: 'Include' };
const find = (files: Record<string, string>, place = {}) =>
  configuredPath(localHost(scratchDirectory(files)), { ...PLACE, ...place });

describe('configuredPath', () => {
  it.each<[string, Record<string, string>, string | undefined]>([
    ['no file', {}, undefined],
    ['no key', { 'etc/x.conf': '[options]\nOther = /a\n' }, undefined],
    ['a value, however it is spaced', { 'etc/x.conf': ' [options] \n\tDBPath=/a/b/ \n' }, '/a/b'],
    ['a comment', { 'etc/x.conf': '[options]\n#DBPath = /a\n' }, undefined],
    ['another section', { 'etc/x.conf': '[core]\nDBPath = /a\n[options]\nDBPath = /b\n' }, '/b'],
    ['the first of two', { 'etc/x.conf': '[options]\nDBPath = /a\nDBPath = /b\n' }, '/a'],
    ['no absolute path', { 'etc/x.conf': '[options]\nDBPath = a\n' }, undefined],
    [
      'an included file, which goes on with the section',
      { 'etc/x.conf': '[options]\nInclude = /etc/d/a.conf\n', 'etc/d/a.conf': 'DBPath = /a\n' },
      '/a',
    ],
    [
      'included files by a pattern, in byte order',
      {
        'etc/x.conf': '[options]\nInclude = /etc/d/?*.conf\n',
        ...{ 'etc/d/b.conf': 'DBPath = /b\n', 'etc/d/a.conf': 'DBPath = /a\n' },
        'etc/d/.c.conf': 'DBPath = /c\n',
      },
      '/a',
    ],
    [
      'an included file that is not there',
      { 'etc/x.conf': '[options]\nInclude = /no\nDBPath = /a\n' },
      '/a',
    ],
    [
      'files that include each other',
      { 'etc/x.conf': '[options]\nInclude = /etc/x.conf\n' },
      undefined,
    ],
    ['a directory in its place', { 'etc/x.conf/y': '' }, undefined],
  ])('%s', (_, files, path) => expect(find(files)).toBe(path));

  it('appends what lies there', () => {
    const files = { 'etc/x.conf': '[options]\nDBPath = /\n' };
    expect(find(files, { append: 'local' })).toBe('/local');
  });
});
