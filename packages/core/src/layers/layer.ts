import type { ContentKeeper } from '../appliance/base-archive.ts';
import type { ArchiveMember } from '../archive/member.ts';
import type { BytePath } from '../path/byte-path.ts';
import type { FileTree } from '../tree/file-tree.ts';
import type { LayerEntry } from './layer-entry.ts';

/** Plain values, as JSON has them. Texts are byte strings, as paths are. */
export type LayerNotes = Readonly<Record<string, unknown>>;

/** An archive that was unpacked into the store: its tree, whose files are parts of one file there. */
export interface Layer {
  /** SHA-256 of the archive, in hexadecimal digits: what it is known by. */
  digest: string;
  /** The file of the store that has the bytes of its files. */
  file: BytePath;
  /** As the archive has it; links in parent directories are those of this archive alone. */
  tree: FileTree;
  /** What else was to be remembered of the archive. */
  notes: LayerNotes;
}

/** What an archive is unpacked from. */
export interface LayerSource {
  /** Its members, in order. */
  members: AsyncIterable<ArchiveMember>;
  notes: LayerNotes;
  /** For messages. */
  name: BytePath;
}

/** Contents and entries in the store, whatever the entries mean. */
export interface StoredEntries {
  /** The file of the store that has the contents. */
  file: BytePath;
  entries: readonly LayerEntry[];
  /** Bytes of the entries as they are kept. */
  indexBytes: number;
  notes: LayerNotes;
}

/** Reads an archive: contents go into `store`, what is returned into the index. */
export type ReadEntries = (store: ContentKeeper) => Promise<LayerEntry[]>;
