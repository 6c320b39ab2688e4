import type { BytePath } from '@supermin/core';
import { notBelowRoot } from '@supermin/core/backend';
import type { InstalledPackage } from '../database/installed-package.ts';
import { FileFlag } from '../format/tags.ts';

/** One file of a package, as the database has it. */
export interface RecordedFile {
  /** Absolute, without a final slash. */
  path: BytePath;
  /** `st_mode`, as shipped. */
  mode: number;
  /** Marked %config, and no directory: of a directory there is no original to fetch. */
  config: boolean;
  documentation: boolean;
  ghost: boolean;
  missingOk: boolean;
  /** Hexadecimal; empty for what is no regular file. */
  digest: string;
  /** Empty for what is no symbolic link. */
  linkTarget: BytePath;
}

const TYPE = 0o170000;
const DIRECTORY = 0o040000;

/** The files of a package in the order of the database, which is that of their paths; without the root directory. */
export function recordedFiles(found: InstalledPackage): RecordedFile[] {
  const { files } = found.record;
  for (const directory of files.directories) {
    if (!isPlain(directory)) throw notBelowRoot(found.id, directory);
  }
  const recorded: RecordedFile[] = [];
  for (const [at, name] of files.baseNames.entries()) {
    const path = files.directories[files.directoryIndexes[at]!]! + name;
    if (path === '/') continue;
    if (name === '' || name === '.' || name === '..' || name.includes('/')) {
      throw notBelowRoot(found.id, path);
    }
    const flags = files.flags[at]!;
    const mode = files.modes[at]!;
    recorded.push({
      path,
      mode,
      config: (flags & FileFlag.config) !== 0 && (mode & TYPE) !== DIRECTORY,
      documentation: (flags & FileFlag.documentation) !== 0,
      ghost: (flags & FileFlag.ghost) !== 0,
      missingOk: (flags & FileFlag.missingOk) !== 0,
      digest: files.digests[at] ?? '',
      linkTarget: files.linkTargets[at] ?? '',
    });
  }
  return recorded;
}

/** `/usr/bin/`: absolute, and without components that lead elsewhere. */
function isPlain(directory: BytePath): boolean {
  return directory.startsWith('/') && directory.endsWith('/') && !/\/\.{0,2}\//.test(directory);
}
