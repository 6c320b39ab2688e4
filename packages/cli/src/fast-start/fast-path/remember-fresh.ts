import { readFileSync } from 'node:fs';
import {
  attempt,
  type BuildRecord,
  type BytePath,
  fromUnicode,
  realPath,
  SYNC_AGE,
} from '@supermin/core';
import { byteArguments } from '../../arguments/byte-arguments.ts';
import { isFastStartOff } from '../is-off.ts';
import { spelledCall } from './call.ts';
import { shellList, type Test } from './tests.ts';
import { inputFolders, testsOf, testsOfOutput, testsOfRecord } from './watch.ts';
import { writeList } from './write-list.ts';

/** More than this takes sh as long as node takes to start. */
const MOST_TESTS = 1000;

/** Which package manager rules the host. */
const OS_RELEASE = ['/etc/os-release', '/usr/lib/os-release'];

/**
 * What a build depends on beside what its record says; to be asked for before the build looks at any of it.
 *
 * @param places files and directories that change with the plugins
 * @returns undefined if something cannot be looked at: the build will say so
 */
export function testsBeforeBuild(
  places: readonly string[],
  inputs: readonly BytePath[],
): Test[] | undefined {
  const paths = () => [...OS_RELEASE, ...places.map(fromUnicode), ...inputFolders(inputs)];
  return attempt(() => testsOf(paths()));
}

/**
 * Lets `bin/supermin` answer this very command without node, for as long as nothing changes.
 *
 * @param output as the user named it
 * @param cache see `cacheDirectory()`
 */
export function rememberFresh(
  record: BuildRecord,
  before: readonly Test[],
  output: BytePath,
  cache: BytePath,
): void {
  // What a writer states besides paths, it has to be asked for.
  if (isFastStartOff() || record.writer.facts.length > 0) return;
  const call = spelledCall(byteArguments(process.argv.slice(2)), process.env, personality());
  const recorded = testsOfRecord(record);
  if (call === undefined || recorded === undefined) return;
  const tests = [...before, ...recorded, ...testsOfOutput(record, output), ...testsOfSync(record)];
  if (tests.length > MOST_TESTS) return;
  try {
    writeList(cache, output, shellList(call, realPath('.'), tests));
  } catch {
    // Without a list, node looks.
  }
}

/** One look by node after the kernel has written the output, see `syncOutputs()`: then it may outlive this boot. */
function testsOfSync({ builtAt, synced }: BuildRecord): Test[] {
  return synced ? [] : [{ kind: 'until', time: builtAt + SYNC_AGE }];
}

/** What setarch(8) changes, and with it the machine's own architecture. */
function personality(): string {
  return attempt(() => readFileSync('/proc/self/personality', 'latin1').trim()) ?? '';
}
