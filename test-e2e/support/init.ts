import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { succeed } from '@supermin/test-support/programs';

/** Lines of an /init that mounts what programs want, and ends the VM. */
export function initScript(...lines: string[]): string {
  return [
    ...['#!/bin/bash', 'mount -t proc none /proc', 'mount -t sysfs none /sys'],
    ...lines,
    ...['echo b > /proc/sysrq-trigger', 'sleep 60', ''],
  ].join('\n');
}

/** Packs `/init`, and directories to mount on, as any client does: a gzipped tarball. */
export async function packInit(archive: string, script: string): Promise<void> {
  const scratch = mkdtempSync(`${archive}-`);
  for (const name of ['proc', 'sys']) mkdirSync(join(scratch, name));
  writeFileSync(join(scratch, 'init'), script);
  chmodSync(join(scratch, 'init'), 0o755);
  const argv = ['--owner=0', '--group=0', '-czf', archive, '-C', scratch, 'init', 'proc', 'sys'];
  await succeed('tar', argv);
}
