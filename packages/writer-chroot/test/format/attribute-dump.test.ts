import { describe, expect, it } from 'vitest';
import { encodeAttributes } from '../../src/format/attribute-dump.ts';

describe('encodeAttributes', () => {
  it('is what getfattr --dump prints', () => {
    const xattrs = new Map([
      ['user.x', Buffer.from('value')],
      ['security.capability', Buffer.from([1, 0, 0, 2])],
      ['user.empty', Buffer.alloc(0)],
    ]);
    expect(encodeAttributes('usr/bin/ping', xattrs)).toBe(
      '# file: usr/bin/ping\nuser.x=0sdmFsdWU=\nsecurity.capability=0sAQAAAg==\nuser.empty=""\n\n',
    );
  });

  it('quotes what could be taken for something else', () => {
    const xattrs = new Map([['user.a=b\n# file: c', Buffer.from('v')]]);
    expect(encodeAttributes('a\nb\\c é', xattrs)).toBe(
      '# file: a\\012b\\134c\\040\\351\nuser.a\\075b\\012\\043\\040file:\\040c=0sdg==\n\n',
    );
  });

  it('takes names of attributes as text, too', () => {
    expect(encodeAttributes('f', new Map([['user.ž', Buffer.from('v')]]))).toBe(
      '# file: f\nuser.\\305\\276=0sdg==\n\n',
    );
  });
});
