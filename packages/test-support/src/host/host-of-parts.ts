import { appendFileSync, statSync, writeFileSync } from 'node:fs';

interface SourceHost {
  root: string;
  stat(path: string): { type: string } | undefined;
  readFile(path: string): Uint8Array;
}

/** Before each part, so that none begins at a round offset. */
const GAP = 'a part that belongs to nobody\n';

/**
 * The same host with all of its files in one archive, as a root made of layers has them: nothing of it has a path of this
 * machine. Files are put into the archive when they are opened.
 *
 * @param archive a new file
 */
export function hostOfParts<H extends SourceHost>(host: H, archive: string): H {
  const offsets = new Map<string, number>();
  writeFileSync(archive, '');
  const put = (path: string): number => {
    appendFileSync(archive, GAP);
    const offset = statSync(archive).size;
    appendFileSync(archive, host.readFile(path));
    return offset;
  };
  return {
    ...host,
    root: '/nowhere',
    open(path: string) {
      const type = host.stat(path)?.type;
      if (type !== 'file') throw Object.assign(new Error(`${path}: no file`), { code: 'ENOENT' });
      const offset = offsets.get(path) ?? put(path);
      offsets.set(path, offset);
      return { kind: 'part', path: archive, offset };
    },
  };
}
