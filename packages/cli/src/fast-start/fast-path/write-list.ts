import { readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import {
  type BytePath,
  bootId,
  joinPath,
  ownDirectory,
  ownerTag,
  toSystemPath,
} from '@supermin/core';
import type { ShellList } from './tests.ts';

/** As many bytes as a file name may have on every filesystem of Linux, the tag of a temporary file taken off. */
const LONGEST_NAME = 200;

/** Below the user's cache directory; `bin/supermin` has the same name. */
const DIRECTORY = 'fast-path1';

/** Half the width, in seconds, of what counts as one time: Node rounds to a quarter of 1 µs and cuts to 1 µs. */
const MARGIN = 3e-6;

/**
 * Seconds from now that the time of a list and of its directory lies in the future. It is the only seal that sh can look at: what
 * somebody else writes to either of them sets its time to now, and only the owner of a file can set it to anything else.
 */
const SEALED = 10 * 365 * 24 * 3600;

/**
 * Writes the list that `bin/supermin` reads before it starts node: "this very call would find the output up to date
 * as long as these files have these times". sh can compare a file's time of change with another file's only, so each
 * time is kept as the times of a pair of empty files, one just before and one just after it: a file that lies
 * between them has not been changed, neither forth nor back.
 *
 *     CACHE/fast-path1/BOOT-ID/%output%directory/list  (outputs of an earlier boot are not trusted)
 *                                                0-  0+  1-  1+ ...
 *
 * Nothing depends on it: without a list, node looks.
 *
 * @param cache see `cacheDirectory()`
 */
export function writeList(cache: BytePath, output: BytePath, list: ShellList): void {
  const name = `%${output.split('/').join('%')}`;
  if (name.length > LONGEST_NAME) return;
  const directory = ownDirectory(cache, DIRECTORY, bootId(), name);
  forgetOtherBoots(joinPath(cache, DIRECTORY));
  const at = (entry: string) => toSystemPath(joinPath(directory, entry));
  // The pairs are those of the list that stood here before, too.
  rmSync(at('list'), { force: true });
  list.times.forEach((time, index) => {
    writeEmpty(at(`${index}-`), time - MARGIN);
    writeEmpty(at(`${index}+`), time + MARGIN);
  });
  const temporary = at(ownerTag());
  writeFileSync(temporary, list.text, { encoding: 'latin1', mode: 0o600 });
  seal(temporary);
  renameSync(temporary, at('list'));
  seal(toSystemPath(directory));
}

function seal(path: string | Buffer): void {
  const time = Date.now() / 1000 + SEALED;
  utimesSync(path, time, time);
}

function writeEmpty(path: string | Buffer, time: number): void {
  writeFileSync(path, '', { mode: 0o600 });
  utimesSync(path, time, time);
}

function forgetOtherBoots(lists: BytePath): void {
  const boots = readdirSync(toSystemPath(lists)).filter((name) => name !== bootId());
  for (const name of boots) {
    rmSync(toSystemPath(joinPath(lists, name)), { recursive: true, force: true });
  }
}
