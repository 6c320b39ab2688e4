import { randomUUID } from 'node:crypto';
import { closeSync, openSync, renameSync, rmSync } from 'node:fs';
import { type BytePath, joinPath, toSystemPath } from '@supermin/core';
import { logOf } from './address.ts';
import { runtimeDirectory } from './runtime-directory.ts';

/** A file for what a VM without a terminal has to say. It has no name before its VM has one: that may be somebody else's yet. */
export interface NewLog {
  path: BytePath;
  fd: number;
  /** @param keep it, as its VM is up */
  close(keep: boolean): void;
}

/** @throws SuperminError `RUNTIME_DIRECTORY`; the system's error */
export function newLog(): NewLog {
  const path = joinPath(runtimeDirectory(), `.log-${randomUUID()}`);
  const fd = openSync(toSystemPath(path), 'ax+', 0o600);
  return {
    path,
    fd,
    close(keep) {
      closeSync(fd);
      if (!keep) rmSync(toSystemPath(path), { force: true });
    },
  };
}

/** Gives a log the name of its VM. The log of an earlier VM of that name goes. */
export function nameLog(path: BytePath, directory: BytePath, name: string): BytePath {
  const log = logOf(directory, name);
  renameSync(toSystemPath(path), toSystemPath(log));
  return log;
}
