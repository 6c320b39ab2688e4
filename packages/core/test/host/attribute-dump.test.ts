import { describe, expect, it } from 'vitest';
import { parseAttributeDump } from '../../src/host/attribute-dump.ts';

describe('parseAttributeDump', () => {
  it('files and their attributes', () => {
    const text = [
      ...['# file: /usr/bin/ping', 'security.capability=0x0100', 'user.empty=0x', ''],
      ...['# file: /f', 'user.x=0xff', '', ''],
    ].join('\n');
    expect(parseAttributeDump(text)).toEqual(
      new Map([
        [
          '/usr/bin/ping',
          new Map([
            ['security.capability', Buffer.from([1, 0])],
            ['user.empty', Buffer.from([])],
          ]),
        ],
        ['/f', new Map([['user.x', Buffer.from([255])]])],
      ]),
    );
  });

  it('octal bytes in names of files and attributes', () => {
    const text = '# file: /new\\012line\\134\nuser.n\\075l=0x61\n';
    const [[path, xattrs]] = [...parseAttributeDump(text)] as [[string, Map<string, Uint8Array>]];
    expect(path).toBe('/new\nline\\');
    expect([...xattrs.keys()]).toEqual(['user.n=l']);
  });

  it('nothing', () => {
    expect(parseAttributeDump('')).toEqual(new Map());
  });
});
