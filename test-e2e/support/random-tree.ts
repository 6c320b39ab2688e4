import {
  chmodSync,
  closeSync,
  ftruncateSync,
  lchownSync,
  linkSync,
  mkdirSync,
  openSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { succeed } from '@supermin/test-support/programs';
import type { Random } from '@supermin/test-support/random';

const NAMES = [
  'a',
  'etc',
  'with space',
  'caf\xc3\xa9',
  'stray\xff\xfe',
  'new\nline',
  '-dash',
  'x'.repeat(120),
];
const MODES = [0o644, 0o600, 0o755, 0o4755, 0o2711, 0o1777, 0o444, 0];
const OWNERS = [0, 0, 7, 1234, 70_000, 4_000_000];
const TIMES = [
  '0',
  '1',
  '1000000000',
  '1700000000.123456',
  '1700000000.75',
  '-1',
  '-50',
  '-86400.5',
  '4000000000',
];
const ATTRIBUTES = [
  ['user.note', Buffer.from('hello')],
  ['user.empty', Buffer.of()],
  ['user.binary', Buffer.from([0, 255, 10, 61, 1])],
  ['user.long', Buffer.alloc(700, 'long')],
  ['trusted.t', Buffer.from('\xe9', 'latin1')],
  ['security.capability', Buffer.from('0100000200200000000000000000000000000000', 'hex')],
] as const;
const ACLS = ['u:1234:rw', 'g:5678:r', 'u:1234:rwx,g:5678:---,m:r-x'];

interface Made {
  path: string;
  kind: 'file' | 'directory' | 'other';
}

/** Makes a random tree of everything that a tar archive may hold, with a program `init`. Only root can. */
export async function makeRandomTree(top: string, random: Random): Promise<void> {
  const made: Made[] = [{ path: '', kind: 'directory' }];
  const script: string[] = [];
  writeFileSync(`${top}/init`, '#!/bin/sh\n', { mode: 0o755 });
  for (let count = 5 + random(20); count > 0; count--) {
    const directories = made.filter(({ kind }) => kind === 'directory');
    const parent = directories[random(directories.length)]!.path;
    const path = `${parent}/${NAMES[random(NAMES.length)]}${made.length}`;
    const kind = makeEntry(top, path, made, random, script);
    made.push({ path, kind });
  }
  await succeed('bash', ['-ec', 'cd "$0"; eval "$1"', top, ['true', ...script].join('\n')]);
  for (const { path } of made.slice(1)) {
    const owner = OWNERS[random(OWNERS.length)]!;
    lchownSync(bytes(top + path), owner, OWNERS[random(OWNERS.length)]!);
  }
  for (const { path, kind } of made.slice(1)) {
    if (kind !== 'other') chmodSync(bytes(top + path), MODES[random(MODES.length)]!);
  }
  await setAttributes(top, made.slice(1), random);
  const times = made.map(
    ({ path }) => `touch -h -d @${TIMES[random(TIMES.length)]} ${quote(`.${path}`)}`,
  );
  await succeed('bash', ['-ec', 'cd "$0"; eval "$1"', top, times.reverse().join('\n')]);
}

function makeEntry(
  top: string,
  path: string,
  made: readonly Made[],
  random: Random,
  script: string[],
): Made['kind'] {
  const target = bytes(top + path);
  switch (random(10)) {
    case 0:
    case 1:
      mkdirSync(target);
      return 'directory';
    case 2:
      symlinkSync(bytes(['a', 'etc/../x', 'stray\xff', 'y'.repeat(150)][random(4)]!), target);
      return 'other';
    case 3: {
      const files = made.filter(({ kind }) => kind === 'file');
      if (files.length === 0) break;
      linkSync(bytes(top + files[random(files.length)]!.path), target);
      return 'other';
    }
    case 4:
      script.push(`mkfifo ${quote(`.${path}`)}`);
      return 'other';
    case 5:
      script.push(`mknod ${quote(`.${path}`)} ${['c 1 3', 'b 7 300'][random(2)]}`);
      return 'other';
    case 6:
    case 7:
      makeSparse(target, random);
      return 'file';
  }
  writeFileSync(target, Buffer.alloc(random(3) * 700 + random(5), 'content'));
  return 'file';
}

function makeSparse(path: Buffer, random: Random): void {
  const fd = openSync(path, 'wx');
  ftruncateSync(fd, random(3) * 100_000 + random(4096));
  for (let pieces = random(30); pieces > 0; pieces--)
    writeSync(fd, 'data', random(100) * 8192 + random(9));
  closeSync(fd);
}

async function setAttributes(top: string, made: readonly Made[], random: Random): Promise<void> {
  const lines: string[] = [];
  for (const { path, kind } of made) {
    if (kind === 'other') continue;
    if (random(3) === 0) {
      const [name, value] = ATTRIBUTES[random(kind === 'file' ? 6 : 5)]!;
      const text = value.length === 0 ? '""' : `0x${value.toString('hex')}`;
      lines.push(`setfattr -n ${name} -v ${text === '""' ? "''" : text} ${quote(`.${path}`)}`);
    }
    if (random(5) === 0) lines.push(`setfacl -m ${ACLS[random(3)]} ${quote(`.${path}`)}`);
    if (kind === 'directory' && random(5) === 0) {
      lines.push(`setfacl -d -m ${ACLS[random(3)]} ${quote(`.${path}`)}`);
    }
  }
  await succeed('bash', ['-ec', 'cd "$0"; eval "$1"', top, ['true', ...lines].join('\n')]);
}

function bytes(path: string): Buffer {
  return Buffer.from(path, 'latin1');
}

/** For bash, any byte. */
function quote(path: string): string {
  return `$'${path.replace(/[^\w./]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)}'`;
}
