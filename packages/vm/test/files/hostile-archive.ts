import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeArchive, type NewcEntry } from '@supermin/newc';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect } from 'vitest';
import { unpack } from '../../src/files/copy-out.ts';

export type Member = Omit<NewcEntry, 'mode' | 'size'> & { mode?: number; text?: string };

export function archiveOf(members: readonly Member[]): Buffer {
  const list = members.map(({ text, mode = 0o755, ...entry }) =>
    text === undefined ? { ...entry, mode } : { ...entry, mode, content: text },
  );
  return encodeArchive(list);
}

export const TOP: Member = { name: '.', type: 'directory' };

export async function* chunks(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

export async function put(members: readonly Member[], root: string, owners = false) {
  const { problems, skipped } = await unpack(chunks(archiveOf(members)), root, owners);
  return { problems: problems.items, skipped: skipped.items };
}

/** A destination with a neighbour that must stay as it is. */
export function place() {
  const directory = scratchDirectory({ secret: 'untouched', 'other/file': 'untouched' });
  const root = join(directory, 'root');
  return {
    directory,
    root,
    check() {
      expect(readdirSync(directory).sort()).toEqual(
        existsSync(root) ? ['other', 'root', 'secret'] : ['other', 'secret'],
      );
      expect(readFileSync(join(directory, 'secret'), 'utf8')).toBe('untouched');
      expect(readdirSync(join(directory, 'other'))).toEqual(['file']);
      expect(readFileSync(join(directory, 'other/file'), 'utf8')).toBe('untouched');
    },
  };
}
