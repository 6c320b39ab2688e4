import { spawnSync } from 'node:child_process';

export function hasProgram(name: string): boolean {
  return spawnSync(name, ['--version']).error === undefined;
}

/** Says plainly which checks of a test file are not made on this machine; gives `present` back. */
export function available(what: string, present: boolean): boolean {
  if (!present) console.log(`not here, so not checked: ${what}`);
  return present;
}
