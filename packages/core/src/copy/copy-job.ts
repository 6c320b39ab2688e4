import { toSystemPath } from '../path/byte-path.ts';
import { sourceOf } from '../tree/content.ts';
import type { Content } from '../tree/node.ts';
import { type Batches, newBatches } from './batches.ts';
import type { Extents } from './extents.ts';
import { SourceStamps } from './source-stamps.ts';

/** Small enough that both threads end together, large enough that taking one costs nothing. */
const BATCH_BYTES = 4 << 20;

/** A part of a file, from `offset` on. */
export interface SharedPart {
  path: string | Uint8Array;
  offset: number;
}

/** What another thread can read: a file, as `node:fs` takes its path, a part of one, or shared memory; undefined for anything else. */
export type SharedSource = string | Uint8Array | SharedPart | SharedArrayBuffer | undefined;

/**
 * Extents to copy into one file, in batches of such that follow each other. Whoever is free takes the next batch. Plain
 * data and shared memory: what a thread can be handed.
 */
export interface CopyJob {
  /** To write to; descriptors belong to the process. */
  fd: number;
  /** Behind an extent, zeros up to a multiple of this many bytes. */
  alignment: number;
  extents: Extents;
  /** By batch: its first extent; one more at the end. */
  firstExtent: Uint32Array;
  sources: readonly SharedSource[];
  batches: Batches;
}

export interface CopyRequest {
  extents: Extents;
  /** What the extents' `source` means. */
  sources: readonly Content[];
  /** Divides `WRITE_BUFFER_SIZE`; 1 where extents follow each other byte by byte. */
  alignment: number;
}

/** What is to be copied, and the job that both threads take it from. */
export interface CopyPart {
  request: CopyRequest;
  /** Of this request. */
  job: CopyJob;
  /** Of its sources, before anything is read of them. */
  stamps: SourceStamps;
}

export function copyPart(request: CopyRequest, fd: number): CopyPart {
  return { request, job: copyJob(request, fd), stamps: stampsOf(request) };
}

function stampsOf({ extents, sources }: CopyRequest): SourceStamps {
  const stamps = new SourceStamps();
  let bytes = 0;
  for (let extent = 0; extent < extents.count; extent++) {
    const source = extents.source[extent]!;
    bytes += extents.length[extent]!;
    // What comes from one source follows each other.
    if (source === extents.source[extent + 1]) continue;
    const path = sourceOf(sources[source]!);
    if (path !== undefined) stamps.note(path, bytes);
    bytes = 0;
  }
  return stamps;
}

function copyJob({ extents, sources, alignment }: CopyRequest, fd: number): CopyJob {
  const firstExtent = batchesOf(extents);
  return {
    fd,
    alignment,
    extents,
    firstExtent,
    sources: sources.map(shared),
    batches: newBatches(firstExtent.length - 1),
  };
}

function shared(content: Content): SharedSource {
  if (content.kind === 'path') return toSystemPath(content.path);
  if (content.kind === 'part') return { path: toSystemPath(content.path), offset: content.offset };
  if (content.kind !== 'bytes') return undefined;
  const { buffer, byteLength } = content.bytes;
  return buffer instanceof SharedArrayBuffer && buffer.byteLength === byteLength
    ? buffer
    : undefined;
}

function batchesOf({ count, length }: Extents): Uint32Array {
  const first = [];
  let bytes = BATCH_BYTES;
  for (let extent = 0; extent < count; extent++) {
    if (bytes >= BATCH_BYTES) {
      first.push(extent);
      bytes = 0;
    }
    bytes += length[extent]!;
  }
  return Uint32Array.from([...first, count]);
}
