import { describe, expect, it } from 'vitest';
import { shellList } from '../../../src/fast-start/fast-path/tests.ts';

describe('the list for sh', () => {
  it('is one condition, which ends the shell if it holds', () => {
    const { text, times } = shellList('build\n-o\nout\n', '/work dir', [
      { kind: 'same', path: '/var/lib/dpkg/status', mtime: 12.5 },
      { kind: 'missing', path: '/usr/lib/absent' },
      { kind: 'same', path: '/boot', mtime: 13 },
      { kind: 'alias', path: 'out', of: '/work dir/out' },
      { kind: 'full', path: '/work dir/out/root' },
      { kind: 'until', time: 99 },
    ]);
    expect(text).toBe(`[ "$call" = 'build
-o
out
' ] &&
[ '/work dir' -ef . ] &&
same '/var/lib/dpkg/status' 0 &&
missing '/usr/lib/absent' &&
same '/boot' 1 &&
[ './out' -ef '/work dir/out' ] &&
[ -s '/work dir/out/root' ] &&
before 2 &&
exit 0
`);
    expect(times).toEqual([12.5, 13, 99]);
  });

  it('asks once for what comes twice, with one pair for all that have one time', () => {
    const { text, times } = shellList('', '/', [
      { kind: 'same', path: '/a', mtime: 7 },
      { kind: 'same', path: '/a', mtime: 7 },
      { kind: 'same', path: '/b', mtime: 7 },
    ]);
    expect(text.match(/same/g)).toHaveLength(2);
    expect(times).toEqual([7]);
  });

  it('leaves nothing in a name to the shell', () => {
    const { text } = shellList("it's $(touch /tmp/x)", '/', [
      { kind: 'missing', path: '/a\'; rm -rf `b` "$c" \\' },
      { kind: 'missing', path: '-n' },
    ]);
    expect(text).toContain(`[ "$call" = 'it'\\''s $(touch /tmp/x)' ]`);
    expect(text).toContain(`missing '/a'\\''; rm -rf \`b\` "$c" \\' &&`);
    expect(text).toContain(`missing './-n' &&`);
  });
});
