import { readFileSync } from 'node:fs';
import { attempt, type BytePath, joinPath, toSystemPath } from '@supermin/core';

/** How a directory of the host can get into a guest. */
export type ShareType = 'virtiofs' | '9p';

/** The modules that each needs, without their suffix. */
const NEEDED: readonly (readonly [ShareType, readonly string[]])[] = [
  ['virtiofs', ['virtiofs']],
  ['9p', ['9p', '9pnet_virtio']],
];

/**
 * What a kernel can mount, read off `modules.dep` and `modules.builtin` of its modules directory
 * (`/lib/modules/VERSION`). Undefined if neither can be read.
 */
export function guestFilesystems(modulesDirectory: BytePath): Set<ShareType> | undefined {
  const lists = ['modules.dep', 'modules.builtin'].map((name) =>
    readOptional(joinPath(modulesDirectory, name)),
  );
  if (lists.every((list) => list === undefined)) return undefined;
  const known = new Set<string>();
  for (const list of lists) {
    // kernel/fs/9p/9p.ko.xz: kernel/net/9p/9pnet.ko.xz ...
    for (const [, name] of (list ?? '').matchAll(
      /^(?:[^:\n]*\/)?([^/:\n]+?)\.ko[^/:\n]*(?::|$)/gm,
    )) {
      if (name !== undefined) known.add(name.replaceAll('-', '_'));
    }
  }
  return new Set(
    NEEDED.filter(([, modules]) => modules.every((name) => known.has(name))).map(([type]) => type),
  );
}

function readOptional(path: BytePath): string | undefined {
  return attempt(() => readFileSync(toSystemPath(path), 'latin1'), 'ENOENT', 'EACCES');
}
