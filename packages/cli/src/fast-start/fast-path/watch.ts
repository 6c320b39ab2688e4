import { lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { attempt, type BuildRecord, type BytePath, joinPath, toSystemPath } from '@supermin/core';
import type { Test } from './tests.ts';

/** No time of change that can be written down with a margin on both sides. */
const EARLIEST = 1;

/** The state of paths that are not in the record: to be taken before the build looks at any of them. */
export function testsOf(paths: readonly BytePath[]): Test[] {
  return paths.map((path) => {
    const stats = statusOf(path);
    return stats === undefined
      ? { kind: 'missing', path }
      : { kind: 'same', path, mtime: stats.mtimeMs / 1000 };
  });
}

/** Undefined also where this user may not look, in another user's home: sh finds nothing there either. */
function statusOf(path: BytePath): Stats | undefined {
  return attempt(() => statSync(toSystemPath(path), { throwIfNoEntry: false }), 'EACCES');
}

/** All directories among the inputs, however deep: a file may be added to any of them. */
export function inputFolders(inputs: readonly BytePath[]): BytePath[] {
  return inputs.flatMap((input) => {
    if (!statSync(toSystemPath(input)).isDirectory()) return [];
    const names = readdirSync(toSystemPath(input), { encoding: 'latin1' });
    return [input, ...inputFolders(names.map((name) => joinPath(input, name)))];
  });
}

/**
 * What the record says of everything that the output depends on, as tests.
 *
 * @returns undefined if sh cannot test for all of it: it sees no times of links, for example
 */
export function testsOfRecord(record: BuildRecord): Test[] | undefined {
  const { directories, misses, matches } = record.hostfiles;
  const states = [...record.inputs, ...record.watched, ...directories, ...misses, ...matches];
  const tests = states.map(([path, state]): Test => {
    if (state === '-') return { kind: 'missing', path };
    return { kind: 'same', path, mtime: Number(state.split(':')[0]) };
  });
  const sure = tests.every(
    (test) => test.kind !== 'same' || (test.mtime >= EARLIEST && Number.isFinite(test.mtime)),
  );
  return sure && !matches.some(([path]) => isLink(path)) ? tests : undefined;
}

/**
 * The client may set the files' own times; what takes their place changes the directory's.
 *
 * @param named the output directory as the user named it: a link to it may come to lead elsewhere
 */
export function testsOfOutput(record: BuildRecord, named: BytePath): Test[] {
  const files = record.outputs.map(([path]) => path).filter((path) => path !== record.output);
  return [
    { kind: 'alias', path: named, of: record.output },
    ...testsOf([record.output]),
    ...files.map((path): Test => ({ kind: 'full', path })),
  ];
}

function isLink(path: BytePath): boolean {
  return lstatSync(toSystemPath(path), { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}
