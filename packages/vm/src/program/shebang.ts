import type { BytePath } from '@supermin/core';

/** As many bytes of a first line as Linux reads: BINPRM_BUF_SIZE. */
export const LINE_LIMIT = 256;

/**
 * The programs that a script's first line names: the interpreter's path, and what env(1) looks up for it.
 *
 *     #!/bin/sh -e                                   /bin/sh
 *     #!/usr/bin/env -S NODE_ENV=test node --test    /usr/bin/env, node
 *
 * @param head the first {@link LINE_LIMIT} bytes of the file
 * @returns empty if it is no script
 */
export function interpretersOf(head: Buffer): BytePath[] {
  const [, path, rest = ''] =
    /^#![ \t]*([^ \t\n\0]+)[ \t]*([^\n\0]*)/.exec(head.toString('latin1')) ?? [];
  if (path === undefined) return [];
  const isEnv = /(^|\/)env$/.test(path);
  const program = isEnv ? programOfEnv(rest.trim()) : undefined;
  return program === undefined ? [path] : [path, program];
}

/** Linux hands over all that follows as one word, which `-S` splits. */
function programOfEnv(argument: string): string | undefined {
  const split = /^(?:-\w*S|--split-string[= ])\s*(.*)$/.exec(argument)?.[1];
  const words = (split ?? argument).split(/\s+/).filter((word) => word !== '');
  return words.find((word) => !word.startsWith('-') && !word.includes('='));
}
