import {
  type ContentKeeper,
  eachMember,
  linkTarget,
  memberError,
  memberPath,
  newNode,
} from '../appliance/base-archive.ts';
import type { ArchiveMember } from '../archive/member.ts';
import { readTar } from '../archive/read-tar.ts';
import type { Report } from '../events/event.ts';
import { entryOf, type LayerEntry } from '../layers/layer-entry.ts';
import { type BytePath, baseName, joinPath, parentPath } from '../path/byte-path.ts';

/** Something of lower layers that is not there any more; `w` at its path. */
export const WHITEOUT = 'w';
/** A directory of which lower layers' content is not there any more. */
export const OPAQUE = 'o';
/** A hard link, to a path of this layer or of lower ones. */
export const LINK = 'h';

/** image-spec, layer.md: `.wh.NAME` takes NAME away. What AUFS has kept for itself, `.wh..wh.plnk`, takes away what nobody has. */
const PREFIX = '.wh.';
const OPAQUE_NAME = '.wh..wh..opq';

export interface ReadLayerOptions {
  /** The layer, for messages. */
  name: BytePath;
  store: ContentKeeper;
  /** Most members. */
  maximum: number;
  /** See `BaseArchiveOptions`. */
  maximumNames: number;
  report: Report;
}

/**
 * Reads the archive of a layer: what each member says, in the archive's order. Whether that makes sense on top of other layers, and
 * what it then is, is seen when they are stacked.
 *
 * @param chunks of the archive; they are not read further than to its end
 * @throws SuperminError `ARCHIVE_*`; what `chunks` throws
 */
export async function readLayerEntries(
  chunks: AsyncIterable<Uint8Array>,
  { store, ...options }: ReadLayerOptions,
): Promise<LayerEntry[]> {
  const { name, report } = options;
  const warn = (text: string) => report({ kind: 'warning', text: `${name}: ${text}` });
  const entries: LayerEntry[] = [];
  await eachMember(readTar(chunks, { warn }), options, async (member, path) => {
    entries.push(await entryOfMember(member, path, store));
  });
  return entries;
}

async function entryOfMember(
  member: ArchiveMember,
  path: BytePath,
  store: ContentKeeper,
): Promise<LayerEntry> {
  if (path.includes(`/${PREFIX}`)) return whiteout(member, path);
  if (member.type === 'link') return [path, LINK, memberPath(member, linkTarget(member))];
  if (path === '/' && member.type !== 'directory') {
    throw memberError(member, 'is no directory, and stands for the root');
  }
  return entryOf(path, await newNode(member, store));
}

function whiteout(member: ArchiveMember, path: BytePath): LayerEntry {
  const name = baseName(path);
  const parent = parentPath(path);
  // The file that hides something is never a directory with files of its own.
  if (!name.startsWith(PREFIX) || parent.includes(`/${PREFIX}`)) {
    throw memberError(member, 'lies below a whiteout');
  }
  if (name === OPAQUE_NAME) return [parent, OPAQUE];
  const hidden = name.slice(PREFIX.length);
  if (hidden === '' || hidden === '.' || hidden === '..') {
    throw memberError(member, 'takes away no name');
  }
  return [joinPath(parent, hidden), WHITEOUT];
}
