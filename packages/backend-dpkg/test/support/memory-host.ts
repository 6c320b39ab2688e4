import {
  type BytePath,
  type FileStatus,
  type Host,
  parentPath,
  type RunResult,
} from '@supermin/core';

/** A host root described in a literal: path to content. Directories come by themselves; there are no parents that are links. */
export function memoryHost(
  entries: Record<BytePath, string | { link: string } | { denied: true }>,
  run: (program: string, args: readonly string[]) => Promise<RunResult> = noProgram,
): Host {
  const directories = new Set<BytePath>(['/']);
  for (const path of Object.keys(entries)) {
    for (let up = parentPath(path); up !== '/'; up = parentPath(up)) directories.add(up);
  }
  const numbers = new Map(
    [...directories, ...Object.keys(entries)].map((path, n) => [path, n + 1]),
  );

  const follow = (path: BytePath): BytePath => {
    const entry = entries[path];
    return typeof entry === 'object' && 'link' in entry ? follow(entry.link) : path;
  };
  const lstat = (path: BytePath): FileStatus | undefined => {
    if (directories.has(path)) return status('directory', 0, numbers.get(path)!);
    const entry = entries[path];
    if (entry === undefined) return undefined;
    if (typeof entry === 'string') return status('file', entry.length, numbers.get(path)!);
    if ('denied' in entry) throw systemError('EACCES', path);
    return status('symlink', entry.link.length, numbers.get(path)!);
  };
  return {
    root: '/',
    open: (path) => ({ kind: 'path', path: follow(path) }),
    lstat,
    stat: (path) => lstat(follow(path)),
    readFile(path) {
      const entry = entries[follow(path)];
      if (entry === undefined) throw systemError('ENOENT', path);
      if (typeof entry !== 'string') throw systemError('EACCES', path);
      return Buffer.from(entry, 'latin1');
    },
    readlink(path) {
      const entry = entries[path];
      if (typeof entry === 'object' && 'link' in entry) return entry.link;
      throw systemError('EINVAL', path);
    },
    readdir(path) {
      if (!directories.has(path)) throw systemError('ENOENT', path);
      const below = path === '/' ? '/' : `${path}/`;
      const names = [...directories, ...Object.keys(entries)]
        .filter((each) => each.startsWith(below) && each !== below)
        .map((each) => each.slice(below.length).split('/')[0]!);
      return [...new Set(names)].sort();
    },
    run,
    async *pipe(program, args) {
      yield (await run(program, args)).stdout;
    },
  };
}

function status(type: FileStatus['type'], size: number, ino: number): FileStatus {
  return {
    type,
    mode: type === 'directory' ? 0o755 : 0o644,
    uid: 0,
    gid: 0,
    size,
    mtime: 1_700_000_000.5,
    nlink: 1,
    dev: 1,
    ino,
    rdevMajor: 0,
    rdevMinor: 0,
    blocks: 8,
  };
}

function systemError(code: string, path: BytePath): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}

async function noProgram(program: string): Promise<RunResult> {
  throw new Error(`no program runs in this test, not ${program}`);
}
