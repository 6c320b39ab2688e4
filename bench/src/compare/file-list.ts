import { lstatSync, readdirSync } from 'node:fs';

export interface FileList {
  /** Absolute paths of regular files, latin-1, each inode once. */
  files: string[];
  bytes: number;
}

/** The contents that any copy of this tree has to read. */
export function listFiles(top: string): FileList {
  const seen = new Set<string>();
  const list: FileList = { files: [], bytes: 0 };
  const visit = (directory: string) => {
    const entries = readdirSync(Buffer.from(directory, 'latin1'), {
      withFileTypes: true,
      encoding: 'latin1',
    });
    for (const entry of entries) {
      const path = `${directory}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      if (!entry.isFile()) continue;
      const { dev, ino, nlink, size } = lstatSync(Buffer.from(path, 'latin1'));
      if (nlink > 1 && seen.has(`${dev}:${ino}`)) continue;
      seen.add(`${dev}:${ino}`);
      list.files.push(path);
      list.bytes += size;
    }
  };
  visit(top);
  return list;
}
