import {
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import {
  type BytePath,
  bootId,
  fromUnicode,
  joinPath,
  ownerTag,
  toSystemPath,
} from '@supermin/core';
import type { ShellList } from './tests.ts';

/** As many bytes as a file name may have on every filesystem of Linux, the tag of a temporary file taken off. */
const LONGEST_NAME = 200;

/** Half the width, in seconds, of what counts as one time: Node rounds to a quarter of 1 µs and cuts to 1 µs. */
const MARGIN = 3e-6;

/**
 * Writes the list that `bin/supermin` reads before it starts node: "this very call would find the output up to date
 * as long as these files have these times". sh can compare a file's time of change with another file's only, so each
 * time is kept as the times of a pair of empty files, one just before and one just after it: a file that lies
 * between them has not been changed, neither forth nor back.
 *
 *     CACHE/front1/BOOT-ID/%output%directory/list      (outputs of an earlier boot are not trusted)
 *                                            0-  0+  1-  1+ ...
 *
 * Nothing depends on it: without a list, node looks.
 */
export function writeList(cache: string, output: BytePath, list: ShellList): void {
  const name = `%${output.split('/').join('%')}`;
  const uid = process.getuid?.();
  if (name.length > LONGEST_NAME || statSync(cache).uid !== uid) return;
  const directory = joinPath(fromUnicode(`${cache}/front1/${bootId()}`), name);
  mkdirSync(toSystemPath(directory), { recursive: true, mode: 0o700 });
  forgetOtherBoots(`${cache}/front1`);
  const at = (entry: string) => toSystemPath(joinPath(directory, entry));
  // The pairs are those of the list that stood here before, too.
  rmSync(at('list'), { force: true });
  list.times.forEach((time, index) => {
    writeEmpty(at(`${index}-`), time - MARGIN);
    writeEmpty(at(`${index}+`), time + MARGIN);
  });
  const temporary = at(ownerTag());
  writeFileSync(temporary, list.text, { encoding: 'latin1', mode: 0o600 });
  renameSync(temporary, at('list'));
}

function writeEmpty(path: string | Buffer, time: number): void {
  writeFileSync(path, '', { mode: 0o600 });
  utimesSync(path, time, time);
}

function forgetOtherBoots(front: string): void {
  const boots = readdirSync(front).filter((name) => name !== bootId());
  for (const name of boots) rmSync(`${front}/${name}`, { recursive: true, force: true });
}
