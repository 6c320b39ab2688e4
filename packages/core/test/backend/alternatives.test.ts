import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { readAlternatives } from '../../src/backend/alternatives.ts';
import { localHost } from '../../src/host/local-host.ts';

const DPKG = `auto
/usr/bin/awk
awk.1.gz
/usr/share/man/man1/awk.1.gz
nawk
/usr/bin/nawk

/usr/bin/gawk
10
/usr/share/man/man1/gawk.1.gz

/usr/bin/mawk
5
/usr/share/man/man1/mawk.1.gz
/usr/bin/mawk

`;

/** Families, services and priorities are where programs are, which is no concern of ours. */
const CHKCONFIG = `manual
/usr/bin/java
jre
/usr/lib/jvm/jre

/usr/lib/jvm/java-21/bin/java
@java-21-openjdk.x86_64@2100 service
/usr/lib/jvm/java-21
`;

const read = (files: Record<string, string>) =>
  readAlternatives(localHost(scratchDirectory(files)), ['/groups', '/more']);

describe('records of alternatives', () => {
  it("dpkg's: a group's link, and those that change with it", () => {
    expect(read({ 'groups/awk': DPKG })).toEqual([
      { path: '/usr/bin/awk', via: '/etc/alternatives/awk' },
      { path: '/usr/bin/nawk', via: '/etc/alternatives/nawk' },
      { path: '/usr/share/man/man1/awk.1.gz', via: '/etc/alternatives/awk.1.gz' },
    ]);
  });

  it("chkconfig's begin alike", () => {
    expect(read({ 'groups/java': CHKCONFIG })).toEqual([
      { path: '/usr/bin/java', via: '/etc/alternatives/java' },
      { path: '/usr/lib/jvm/jre', via: '/etc/alternatives/jre' },
    ]);
  });

  it('of several places the first has the word', () => {
    const found = read({ 'groups/a': 'auto\n/usr/bin/x\n\n', 'more/b': 'auto\n/usr/bin/x\n\n' });
    expect(found).toEqual([{ path: '/usr/bin/x', via: '/etc/alternatives/a' }]);
  });

  it.each([
    ['nothing', ''],
    ['one line', 'auto'],
    ['no end', 'auto\n/usr/bin/x\n'],
    ['a relative link', 'auto\nusr/bin/x\n\n'],
    ['a link that leads out', 'auto\n/usr/../../x\n\n'],
    ['a name that is a path', 'auto\n/usr/bin/x\n../y\n/usr/bin/y\n\n'],
    ['what is no text', '\x7fELF\0\0\n\0\n\n'],
  ])('%s is no record', (_, text) => {
    expect(read({ 'groups/a': text })).toEqual([]);
  });

  it('there need be none', () => {
    expect(read({})).toEqual([]);
  });
});
