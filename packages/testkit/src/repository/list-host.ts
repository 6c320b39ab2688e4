import { createHash } from 'node:crypto';
import { type Host, joinPath } from '@supermin/core';

/** Every path of a root with all that there is to it, a line each. */
export function listHost(host: Host, directory = '/'): string[] {
  return host.readdir(directory).flatMap((name) => {
    const path = joinPath(directory, name);
    const { type, mode, uid, gid, mtime, size } = host.lstat(path)!;
    const line = [path, type, mode.toString(8), uid, gid, mtime, contentOf(host, path, type, size)];
    return [line.join(' '), ...(type === 'directory' ? listHost(host, path) : [])];
  });
}

function contentOf(host: Host, path: string, type: string, size: number): string {
  if (type === 'symlink') return host.readlink(path);
  if (type !== 'file') return '';
  return `${size} ${createHash('sha256').update(host.readFile(path)).digest('hex')}`;
}
