import { archive, type Member } from './tar.ts';

/** Up from wherever the output may be. */
const UP = '../'.repeat(20);

const directory = (name: string, mode = 0o777): Member => ({ name, type: '5', mode });
const symlink = (name: string, linkname: string): Member => ({ name, type: '2', linkname });
const hardLink = (name: string, linkname: string): Member => ({ name, type: '1', linkname });
const evil = (name: string): Member => ({ name, content: 'evil', mode: 0o6777 });

/** The members of archives, by what they try. */
type Attempts = Record<string, Member[]>;

/**
 * Tarballs that try to reach `outside`, a directory (absolute, few bytes long) that holds the file `secret` and the
 * directory `folder`: by name.
 */
export function hostileArchives(outside: string): Map<string, Buffer> {
  const attempts: Attempts = {
    ...byName(outside),
    ...bySymlink(outside),
    ...byHardLink(outside),
    ...byCircle(outside),
    ...byHeader(outside),
    ...bySpecialFile(outside),
    ...byAttribute(outside),
    ...byOddName(),
  };
  return new Map(Object.entries(attempts).map(([name, members]) => [name, archive(members)]));
}

/** Names that lead out. */
function byName(outside: string): Attempts {
  return {
    'a parent directory': [evil('../evil')],
    'parents up to the root': [evil(`${UP}${outside}/evil`)],
    'a parent in the middle': [directory('a'), evil('a/../../evil')],
    'a parent at the end': [directory('a'), directory('a/..', 0)],
    'nothing but a parent': [directory('..', 0)],
    'an absolute name': [evil(`${outside}/evil`)],
    'an absolute name with two slashes': [evil(`//${outside}/evil`)],
    'a name over a file outside': [evil(`${outside}/secret`)],
  };
}

/** Symbolic links that lead out. */
function bySymlink(outside: string): Attempts {
  return {
    'an absolute link, then a file through it': [symlink('l', outside), evil('l/evil')],
    'a relative link, then a file through it': [symlink('l', UP + outside), evil('l/evil')],
    'a link to the root, then a file through it': [symlink('l', '/'), evil(`l/${outside}/evil`)],
    'a link to its parent, over and over': [symlink('l', '..'), evil(`${'l/'.repeat(20)}evil`)],
    'a chain of links, then a file through it': [
      ...[symlink('a', 'b/c'), symlink('b', 'd'), directory('d'), symlink('d/c', outside)],
      evil('a/evil'),
    ],
    'a link to a file, then the file': [symlink('l', `${outside}/secret`), evil('l')],
    'a link to a file, then a directory': [symlink('l', `${outside}/secret`), directory('l', 0)],
    'a link to a directory, then the directory': [
      ...[symlink('l', `${outside}/folder`), directory('l', 0o7777), evil('l/evil')],
    ],
    'a directory, then a link in its place': [
      ...[directory('d'), evil('d/first'), symlink('d', outside), evil('d/evil')],
    ],
    'a link through /proc': [symlink('l', '/proc/self/cwd'), evil(`l/${UP}${outside}/evil`)],
    'a link through a descriptor': [symlink('l', '/proc/self/fd/1'), evil('l')],
  };
}

/** Hard links that lead out. */
function byHardLink(outside: string): Attempts {
  return {
    'a hard link to a link, then the file': [
      ...[symlink('l', `${outside}/secret`), hardLink('h', 'l'), evil('h')],
    ],
    'a hard link to an absolute name': [hardLink('h', `${outside}/secret`), evil('h')],
    'a hard link to a parent': [hardLink('h', `${UP}${outside}/secret`), evil('h')],
    'a hard link through a link': [symlink('l', outside), hardLink('h', 'l/secret'), evil('h')],
    'a hard link to a directory': [directory('d'), hardLink('h', 'd')],
    'a hard link to itself': [hardLink('h', 'h')],
  };
}

/** Links to themselves, and in the place of the root. */
function byCircle(outside: string): Attempts {
  return {
    'links in a circle': [symlink('a', 'b'), symlink('b', 'a'), evil('a/evil')],
    'a link to itself': [symlink('l', 'l'), evil('l/evil')],
    'a link in the place of the root': [symlink('.', outside), evil('evil')],
    'a link with the name of the root': [symlink('/', outside), evil('evil')],
  };
}

/** Names that only an extended header has. */
function byHeader(outside: string): Attempts {
  return {
    'a pax header with a parent': [{ ...evil('x'), pax: { path: `${UP}${outside}/evil` } }],
    'a pax header with a link': [
      { ...symlink('l', 'x'), pax: { linkpath: outside } },
      { ...evil('x'), pax: { path: 'l/evil' } },
    ],
    'a pax header with a NUL': [{ ...evil('x'), pax: { path: 'a\0b' } }],
    'a long name of GNU tar with a parent': [
      { name: '././@LongLink', type: 'L', content: `${UP}${outside}/evil\0` },
      evil('x'),
    ],
  };
}

/** Devices and fifos. */
function bySpecialFile(outside: string): Attempts {
  return {
    'the memory of the machine, then its content': [
      { name: 'mem', type: '3', fields: { major: '0000001\0', minor: '0000001\0' }, mode: 0o666 },
      evil('mem'),
    ],
    'a disk, then its content': [
      { name: 'disk', type: '4', fields: { major: '0000010\0', minor: '0000000\0' } },
      evil('disk'),
    ],
    'a device with an impossible number': [
      { name: 'd', type: '3', fields: { major: '7777777\0', minor: '7777777\0' } },
    ],
    'a fifo, then its content': [{ name: 'p', type: '6' }, evil('p')],
    'a fifo with a link in the place of the workshop': [
      symlink('.supermin-special', outside),
      { name: '0', type: '6' },
    ],
  };
}

/** What owners, modes and attributes can do. */
function byAttribute(outside: string): Attempts {
  return {
    'a directory that nobody may enter, then a file in it': [directory('d', 0), evil('d/evil')],
    'an extended attribute with a file of its own': [
      {
        ...evil('f'),
        pax: { [`SCHILY.xattr.user.x\n\n# file: ${outside}/secret\nuser.y`]: 'evil' },
      },
    ],
    'a name for setfattr': [
      {
        ...evil('f'),
        pax: { path: `f\n\n# file: ${outside}/secret`, 'SCHILY.xattr.user.x': 'evil' },
      },
    ],
  };
}

/** Names for other programs, and impossible ones. */
function byOddName(): Attempts {
  return {
    'a name for a terminal': [evil('\x1b]0;evil\x07\x1b[2J\n-rf *')],
    'a name for a command': [evil('-rf'), evil('--restore=x'), evil('$(touch evil)')],
    'the end mark of cpio': [evil('TRAILER!!!'), evil('z')],
    'many directories': [{ ...evil('x'), pax: { path: `${'d/'.repeat(1900)}evil` } }],
    'a component that is too long': [{ ...evil('x'), pax: { path: 'n'.repeat(300) } }],
    'a path that is too long': [{ ...evil('x'), pax: { path: 'd/'.repeat(3000) } }],
    'a size below zero': [
      { ...evil('x'), fields: { size: '\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff' } },
    ],
  };
}
