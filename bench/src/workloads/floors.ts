import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type FileList, listFiles } from '../compare/file-list.ts';
import { sameBytes } from '../compare/same-bytes.ts';
import type { Scratch } from '../scratch.ts';
import type { Contender } from './workload.ts';

export const NODE = 'node -e 0';
export const COPY_LOOP = 'copy loop in node';
export const CAT = 'cat into one file';

/** What node takes to start and to do nothing. */
export function emptyNode(): Contender {
  return { name: NODE, argv: [process.execPath, '-e', '0'] };
}

interface CopyFloors {
  contenders: Contender[];
  list: FileList;
  /** Both wrote the same. */
  compare: () => string;
}

/** The contents of all files of a tree into one file, by cat and by the shortest loop in node. */
export function copyFloors(scratch: Scratch, tree: string): CopyFloors {
  const list = listFiles(tree);
  const names = scratch.path('contents.list');
  writeFileSync(names, list.files.map((path) => `${path}\0`).join(''), 'latin1');
  const loop = fileURLToPath(new URL('./floors/copy-loop.js', import.meta.url));
  const outputs = [scratch.path('loop.out'), scratch.path('cat.out')] as const;
  return {
    contenders: [
      { name: COPY_LOOP, argv: [process.execPath, loop, names, outputs[0]], output: outputs[0] },
      {
        name: CAT,
        argv: ['sh', '-c', 'xargs -0 -a "$1" cat >"$2"', 'sh', names, outputs[1]],
        output: outputs[1],
      },
    ],
    list,
    compare: () => {
      sameBytes(...outputs);
      return `${COPY_LOOP} = ${CAT}: ${list.bytes} bytes`;
    },
  };
}

export function describeList({ files, bytes }: FileList): string {
  return `${files.length} files, ${Math.round(bytes / 1e6)} MB`;
}
