import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { type BytePath, joinPath, parentPath, toSystemPath } from '../path/byte-path.ts';
import { ownerTag } from './owner-tag.ts';

/** Writes a small file of this user's own, whole or not at all: others see the old one or the new one. @throws the system's error */
export function replaceFile(file: BytePath, content: string | Uint8Array): void {
  const temporary = toSystemPath(joinPath(parentPath(file), ownerTag()));
  try {
    writeFileSync(temporary, content, { flag: 'wx', mode: 0o600 });
    renameSync(temporary, toSystemPath(file));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
