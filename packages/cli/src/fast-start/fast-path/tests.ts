import type { BytePath } from '@supermin/core';

/** What one test of the list asks for. */
export type Test =
  | { kind: 'missing'; path: BytePath }
  /** There, and not empty. */
  | { kind: 'full'; path: BytePath }
  /** The clock has not yet reached `time`, in seconds since the epoch. */
  | { kind: 'until'; time: number }
  /** Two names of one file or directory. */
  | { kind: 'alias'; path: BytePath; of: BytePath }
  /** Changed at `mtime`, in seconds. */
  | { kind: 'same'; path: BytePath; mtime: number };

/** The list, and the times that its pairs of files have to have. */
export interface ShellList {
  text: string;
  /** In seconds; pair N is made of the files `N-` and `N+`. */
  times: number[];
}

/**
 * The tests as shell commands, which end the shell with status 0 if all of them hold. They run inside `bin/supermin`:
 *
 *     [ "$call" = '...' ] &&
 *     [ '/current/directory' -ef . ] &&
 *     missing '/usr/lib/absent' &&
 *     [ -s '/output/root' ] &&
 *     same '/var/lib/dpkg/status' 0 &&
 *     exit 0
 *
 * @param call what `read_call` of `bin/supermin` makes of the command
 * @param directory the current directory, for relative paths
 */
export function shellList(call: string, directory: BytePath, tests: readonly Test[]): ShellList {
  const times = [...new Set(tests.flatMap(timeOf))];
  const commands = [
    `[ "$call" = ${quoted(call)} ]`,
    `[ ${quoted(directory)} -ef . ]`,
    ...new Set(tests.map((test) => command(test, times))),
    'exit 0',
  ];
  return { text: `${commands.join(' &&\n')}\n`, times };
}

function timeOf(test: Test): number[] {
  if (test.kind === 'same') return [test.mtime];
  return test.kind === 'until' ? [test.time] : [];
}

function command(test: Test, times: readonly number[]): string {
  if (test.kind === 'until') return `before ${times.indexOf(test.time)}`;
  const path = quotedPath(test.path);
  switch (test.kind) {
    case 'missing':
      return `missing ${path}`;
    case 'full':
      return `[ -s ${path} ]`;
    case 'alias':
      return `[ ${path} -ef ${quotedPath(test.of)} ]`;
    case 'same':
      return `same ${path} ${times.indexOf(test.mtime)}`;
  }
}

/** Nothing that could be taken for an operator of `[`. */
function quotedPath(path: BytePath): string {
  return quoted(path.startsWith('/') ? path : `./${path}`);
}

/** One word of sh, whatever it holds: nothing is special between single quotes but they themselves. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
