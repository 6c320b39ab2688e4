import { mkdirSync } from 'node:fs';
import { type BytePath, type Host, parentPath, toSystemPath } from '@supermin/core';
import { writeToNewFile } from '@supermin/core/writer';

/** A file of the host as a new one of this machine; the directories above it are made. */
export function copyFromHost(host: Host, from: BytePath, to: BytePath): void {
  mkdirSync(toSystemPath(parentPath(to)), { recursive: true });
  writeToNewFile(host.open(from), host.stat(from)?.size ?? 0, to);
}
