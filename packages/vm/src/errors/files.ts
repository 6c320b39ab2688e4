import { type BytePath, displayPath, SuperminError } from '@supermin/core';

const MEANINGS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  ENOSPC: 'no space left',
  EROFS: 'read-only file system',
  EISDIR: 'is a directory',
  ENOTDIR: 'not a directory',
  ELOOP: 'the path leads through a symbolic link',
  EFBIG: 'larger than an archive can hold',
  ESTALE: 'changed while it was copied',
  ENOTEMPTY: 'directory not empty',
  EINVAL: 'not a name below the destination',
};

const SHOWN = 3;

export interface Problem {
  path: BytePath;
  code: string;
}

function sentence({ path, code }: Problem): string {
  const meaning = MEANINGS[code];
  return `${displayPath(path)}: ${meaning === undefined ? code : `${meaning} (${code})`}`;
}

/** An error of files in a VM; `problems` has each path, of very many the first ones. */
export class VmFileError extends SuperminError {
  readonly problems: readonly Problem[];
  /** How many there were. */
  readonly problemCount: number;

  constructor(
    code: string,
    what: string,
    [problems, count]: readonly [readonly Problem[], number],
  ) {
    const rest = count - SHOWN;
    const shown = problems.slice(0, SHOWN).map(sentence).join('; ');
    super(code, `${what}: ${shown}${rest > 0 ? `; and ${rest} more` : ''}`);
    this.problems = problems;
    this.problemCount = count;
  }
}

/**
 * @param what `cannot copy into the VM`
 * @param count of all, where `problems` has only the first ones
 */
export function filesFailed(
  what: string,
  problems: readonly Problem[],
  count: number = problems.length,
): VmFileError {
  const only = new Set(problems.map(({ code }) => code));
  const code =
    only.size !== 1
      ? 'FILES_FAILED'
      : only.has('EFBIG')
        ? 'FILE_TOO_LARGE'
        : only.has('ENOENT')
          ? 'FILE_MISSING'
          : 'FILES_FAILED';
  return new VmFileError(code, what, [problems, count]);
}

/** The guest is not trusted: what it sends must stay where it is asked to. */
export function archiveRefused(
  destination: BytePath,
  what: string,
  cause?: unknown,
): SuperminError {
  return new SuperminError(
    'ARCHIVE_REFUSED',
    `copying to ${displayPath(destination)} was stopped: the VM sent ${what}`,
    { cause, hint: 'what was copied before is there; do not trust the VM that sent this' },
  );
}

/** What is collected in memory has a limit: the guest is not trusted. */
export function readingTooMuch(path: BytePath, limit: number): SuperminError {
  const text = `cannot read ${displayPath(path)} in the VM: it has more than ${limit} bytes (limit)`;
  return new SuperminError('LIMIT_EXCEEDED', text, {
    hint: 'specify a larger limit, or copy it to this machine with copyOut',
  });
}
