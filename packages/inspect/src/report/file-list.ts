import { table } from '@supermin/core';
import type { Inventory } from '../model/inventory.ts';

/** All entries, as `ls -l` has them: mode, owner, bytes in the image, size, package, path. */
export function fileList({ files = [], packages }: Inventory): string {
  const rows = files.map((file) => [
    `${LETTERS[file.type]}${file.mode}`,
    `${file.uid}:${file.gid}`,
    String(file.stored),
    String(file.size),
    file.package === undefined ? '-' : packages[file.package]!.id,
    `${file.path}${suffixOf(file)}`,
  ]);
  const titles = ['MODE', 'OWNER', 'STORED', 'SIZE', 'PACKAGE', 'PATH'];
  return table([titles, ...rows], [2, 3])
    .map((line) => `${line}\n`)
    .join('');
}

const LETTERS = {
  file: '-',
  directory: 'd',
  symlink: 'l',
  character: 'c',
  block: 'b',
  fifo: 'p',
  socket: 's',
} as const;

function suffixOf({ target, hardLink }: NonNullable<Inventory['files']>[number]): string {
  if (target !== undefined) return ` -> ${target}`;
  return hardLink === undefined ? '' : ` = ${hardLink}`;
}
