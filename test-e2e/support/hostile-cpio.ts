/** Up from wherever the output may be. */
const UP = '../'.repeat(20);

const FILE = 0o106777;
const LINK = 0o120777;
const DIRECTORY = 0o040777;

interface Entry {
  name: string;
  mode?: number;
  content?: string;
  ino?: number;
  nlink?: number;
  /** As the header says it, whatever the content is. */
  size?: number;
}

/**
 * newc archives that try to reach `outside`, a directory (absolute) with the file `secret`; or to be endless, or huge. By
 * name. Made by hand: no encoder is that careless.
 */
export function hostileCpios(outside: string): Map<string, Buffer> {
  const evil = (name: string): Entry => ({ name, content: 'evil' });
  const symlink = (name: string, target: string) => ({ name, mode: LINK, content: target });
  const linked = (name: string, content = ''): Entry => ({ name, ino: 7, nlink: 2, content });
  const attempts: Record<string, Entry[]> = {
    'a parent directory': [evil('../evil')],
    'parents up to the root': [evil(`${UP}${outside}/evil`)],
    'a parent at the end': [{ name: 'a/..', mode: DIRECTORY }],
    'an absolute name': [evil(`${outside}/secret`)],
    'an absolute link, then a file through it': [symlink('l', outside), evil('l/evil')],
    'a relative link, then a file through it': [symlink('l', UP + outside), evil('l/evil')],
    'a link to a file, then the file': [symlink('l', `${outside}/secret`), evil('l')],
    'a link in the place of the root': [symlink('.', outside), evil('evil')],
    'links in a circle': [symlink('a', 'b'), symlink('b', 'a'), evil('a/evil')],
    'a hard link to itself': [linked('h'), linked('h', 'evil')],
    'a hard link over a link to a file outside': [
      ...[linked('h'), symlink('h', `${outside}/secret`), linked('i', 'evil')],
    ],
    'a hard link to what is a directory by now': [
      ...[linked('h'), { name: 'h', mode: DIRECTORY }, linked('i', 'evil')],
    ],
    'more names than there are': [{ ...linked('h', 'evil'), nlink: 0xffffffff }],
    'content of 4 GiB, and nothing there': [{ ...evil('x'), size: 0xffffffff }],
    'a target of 4 GiB, and nothing there': [{ ...symlink('l', 'x'), size: 0xfffffffe }],
    'a device with an impossible number': [{ name: 'd', mode: 0o020666, nlink: 1 }],
    'a kind that there is not': [{ name: 'x', mode: 0o170644 }],
    'a name with a NUL in it': [evil(`a\0b`)],
    'nothing but a name': [evil('')],
  };
  const archives = Object.entries(attempts).map(([name, entries]): [string, Buffer] => [
    `cpio: ${name}`,
    Buffer.concat([...entries.map(encode), encode({ name: 'TRAILER!!!', mode: 0 })]),
  ]);
  const whole = encode({ ...evil('x'), content: 'x'.repeat(2000) });
  return new Map([
    ...archives,
    ['cpio: cut off in the content', whole.subarray(0, 700)],
    ['cpio: cut off in the header', whole.subarray(0, 90)],
    ['cpio: without an end', whole],
  ]);
}

function encode({ name, mode = FILE, content = '', ino = 0, nlink = 1, size }: Entry): Buffer {
  const device = (mode & 0o170000) === 0o020000 ? 0xffffffff : 0;
  const fields = [
    ...[ino, mode, 0, 0, nlink, 1_000_000_000, size ?? content.length],
    ...[0, 0, device, device, name.length + 1, 0],
  ];
  const head = fields.map((field) => field.toString(16).padStart(8, '0')).join('');
  return Buffer.concat([padded(`070701${head}${name}\0`), padded(content)]);
}

function padded(text: string): Buffer {
  return Buffer.from(text + '\0'.repeat((4 - (text.length % 4)) % 4), 'latin1');
}
