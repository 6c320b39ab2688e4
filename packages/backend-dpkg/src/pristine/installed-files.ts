import {
  type BytePath,
  displayPath,
  type FileStatus,
  type Host,
  type PackageFile,
  type PristineFile,
  type Report,
  systemErrorCode,
} from '@supermin/core';

/** The host's config files as they are. One that the user may not read is left out with a warning. */
export function installedFiles(
  { host, report }: { host: Host; report: Report },
  files: readonly PackageFile[],
): PristineFile[] {
  return files.flatMap(({ path, hostPath }) => {
    try {
      return readInstalled(host, hostPath ?? path, path) ?? [];
    } catch (error) {
      if (systemErrorCode(error) !== 'EACCES') throw error;
      report({
        kind: 'warning',
        text: `${displayPath(host.locate(hostPath ?? path))}: no permission to read this config file; it is left out`,
      });
      return [];
    }
  });
}

/** Undefined when there is neither a file nor a link. */
function readInstalled(host: Host, hostPath: BytePath, path: BytePath): PristineFile | undefined {
  const status = host.lstat(hostPath);
  if (status?.type === 'symlink') {
    return { path, ...times(status), linkTarget: host.readlink(hostPath) };
  }
  if (status?.type !== 'file') return undefined;
  return { path, ...times(status), bytes: host.readFile(hostPath) };
}

export function times({ mode, mtime }: FileStatus): Pick<PristineFile, 'mode' | 'mtime'> {
  return { mode, mtime };
}
