import {
  type BytePath,
  displayPath,
  type Host,
  type PristineFile,
  type Report,
  systemErrorCode,
} from '@supermin/core';

/** The host's config files as they are. One that the user may not read is left out with a warning. */
export function installedFiles(
  { host, report }: { host: Host; report: Report },
  paths: readonly BytePath[],
): PristineFile[] {
  return paths.flatMap((path) => {
    try {
      return readInstalled(host, path) ?? [];
    } catch (error) {
      if (systemErrorCode(error) !== 'EACCES') throw error;
      report({
        kind: 'warning',
        text: `${displayPath(host.locate(path))}: no permission to read this config file; it is left out`,
      });
      return [];
    }
  });
}

/** Undefined when there is neither a file nor a link. */
export function readInstalled(host: Host, path: BytePath): PristineFile | undefined {
  const status = host.lstat(path);
  if (status === undefined) return undefined;
  const { mode, mtime, type } = status;
  if (type === 'symlink') return { path, mode, mtime, linkTarget: host.readlink(path) };
  return type === 'file' ? { path, mode, mtime, bytes: host.readFile(path) } : undefined;
}
