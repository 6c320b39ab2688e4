import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SuperminEvent } from '@supermin/core';
import { FakeRoot, temporaryDirectory } from '../kernel/fixture.ts';

export const VERSION = '6.1.0';

/** depmod looks into each module: an object file of the compiler's is as good as one. */
export function compiledModule(): Buffer {
  const file = join(temporaryDirectory(), 'module.ko');
  execFileSync('gcc', ['-c', '-x', 'c', '-o', file, '-'], { input: 'int used;\n' });
  return readFileSync(file);
}

/** What a writer has, with the events that are reported. */
export function contextOf(root: FakeRoot, events: SuperminEvent[] = []) {
  return {
    host: root.host,
    signal: new AbortController().signal,
    report: (event: SuperminEvent) => events.push(event),
    temporaryDirectory,
  };
}

/** A root with four modules, of which one needs another. */
export function sample(): FakeRoot {
  const root = new FakeRoot();
  const directory = `/lib/modules/${VERSION}`;
  const module = compiledModule();
  for (const name of ['net/bonding', 'net/tls', 'fs/fat', 'fs/vfat']) {
    root.file(`${directory}/kernel/${name}.ko`, module);
  }
  root.file(
    `${directory}/modules.dep`,
    'kernel/net/bonding.ko: kernel/net/tls.ko\nkernel/net/tls.ko:\nkernel/fs/fat.ko:\n' +
      'kernel/fs/vfat.ko: kernel/fs/fat.ko\n',
  );
  return root
    .file(`${directory}/modules.builtin`, 'kernel/fs/ext4/ext4.ko\n')
    .file(`${directory}/modules.order`, 'kernel/net/tls.ko\n');
}
