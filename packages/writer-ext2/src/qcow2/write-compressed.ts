import { ftruncateSync, openSync } from 'node:fs';
import { type BytePath, Pacer, type Report, toSystemPath } from '@supermin/core';
import { copyPart, writeAll } from '@supermin/core/writer';
import { unreadableSources } from '../errors.ts';
import { writtenOrRemoved } from '../image/written-or-removed.ts';
import type { ImagePlan } from '../plan/image-plan.ts';
import { ClusterMap } from './cluster-map.ts';
import { ClusterReader } from './cluster-reader.ts';
import { CompressedClusters, packCluster } from './compressed-clusters.ts';
import { CLUSTER_SIZE } from './format.ts';
import { diskSize } from './qcow2-plan.ts';
import { Tables } from './tables.ts';

/** Clusters that are being compressed: zlib has four threads. */
const AT_A_TIME = 16;

/**
 * Writes a planned image to `path` as a qcow2 file whose clusters are compressed; otherwise as `writeImage` does.
 *
 *     header │ compressed clusters, in their order │ tables
 *
 * @throws SuperminError as `writeImage`
 */
export async function writeCompressed(
  plan: ImagePlan,
  path: BytePath,
  { signal, report }: { signal: AbortSignal; report: Report },
): Promise<void> {
  signal.throwIfAborted();
  const fd = openSync(toSystemPath(path), 'w');
  await writtenOrRemoved({ plan, fd, path }, () => writeFile(plan, fd, new Pacer(signal), report));
}

async function writeFile(plan: ImagePlan, fd: number, pacer: Pacer, report: Report): Promise<void> {
  const { stamps } = copyPart({ extents: plan.data, sources: plan.sources, alignment: 1 }, fd);
  const map = ClusterMap.of(plan);
  const clusters = new CompressedClusters(fd);
  const reader = new ClusterReader(plan);
  const waiting: Promise<Buffer | undefined>[] = [];
  const total = map.count * CLUSTER_SIZE;
  try {
    for (let number = 0; number < map.count || waiting.length > 0; ) {
      if (number < map.count) {
        const packing = packCluster(reader.read(map.clusterOf(number++)));
        // Awaited below, unless an error comes before.
        packing.catch(() => {});
        waiting.push(packing);
        if (waiting.length < AT_A_TIME && number < map.count) continue;
      }
      clusters.add(await waiting.shift());
      if (!pacer.due()) continue;
      report({ kind: 'progress', done: number * CLUSTER_SIZE, total, unit: 'bytes' });
      await pacer.rest();
    }
    if (reader.unreadable.length > 0) throw unreadableSources([...reader.unreadable]);
    stamps.verify();
  } finally {
    reader.close();
    await Promise.allSettled(waiting);
  }
  clusters.flush();
  writeTables(diskSize(plan), map, clusters, fd);
  report({ kind: 'progress', done: total, total, unit: 'bytes' });
}

/** The header comes last: without it the file is no disk. */
function writeTables(
  size: number,
  map: ClusterMap,
  clusters: CompressedClusters,
  fd: number,
): void {
  const tables = new Tables({ size, map }, clusters.clusters, clusters.clusters);
  ftruncateSync(fd, tables.total * CLUSTER_SIZE);
  const mapping = {
    size,
    map,
    entry: (number: number) => clusters.entry(number),
    references: (cluster: number) => clusters.references(cluster),
  };
  for (const { offset, length, encode } of tables.runs(mapping)) {
    const bytes = Buffer.alloc(length);
    encode(bytes, 0);
    writeAll(fd, bytes, length, offset);
  }
  const header = Buffer.alloc(CLUSTER_SIZE);
  tables.encodeHeader(header, 0);
  writeAll(fd, header, CLUSTER_SIZE, 0);
}
