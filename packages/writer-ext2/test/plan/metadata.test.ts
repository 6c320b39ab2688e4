import { closeSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { FileNode } from '@supermin/core/writer';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import type { DataRanges } from '../../src/plan/data-ranges.ts';
import type { ImagePlan } from '../../src/plan/image-plan.ts';
import { contentOf, debugfsLines, expectSound } from '../support/judge.ts';
import { file, hostFile, makeImage, plan, treeOf } from '../support/trees.ts';

const scratch = scratchDirectory();

const BLOCK = 4096;
const GROUP_END = 32_768 * BLOCK;

function intervals({ metadata, data }: ImagePlan): [start: number, end: number][] {
  const found: [number, number][] = [];
  for (let run = 0; run < metadata.count; run++) {
    found.push([metadata.offset[run]!, metadata.offset[run]! + metadata.length[run]!]);
  }
  for (let extent = 0; extent < data.count; extent++) {
    const start = data.offset[extent]!;
    found.push([start, start + data.length[extent]!]);
  }
  return found;
}

function expectOrder(planned: ImagePlan): void {
  const { metadata } = planned;
  expect(metadata.offset[0]).toBe(0);
  for (let run = 0; run < metadata.count; run++) {
    expect(metadata.offset[run]! % BLOCK).toBe(0);
    expect(metadata.length[run]! % BLOCK).toBe(0);
    if (run > 0) {
      expect(metadata.offset[run]).toBeGreaterThan(metadata.offset[run - 1]!);
    }
  }
  const sorted = intervals(planned).sort(([a], [b]) => a - b);
  for (let index = 1; index < sorted.length; index++) {
    expect(sorted[index]![0]).toBeGreaterThanOrEqual(sorted[index - 1]![1]);
  }
  expect(sorted.at(-1)![1]).toBeLessThanOrEqual(planned.size);
}

describe('metadata runs', () => {
  it('are sorted, whole blocks, and overlap neither each other nor data', () => {
    expectOrder(plan(treeOf({ '/a': file('x'), '/b/c': hostFile('/src', 2e8) }), '300M'));
  });

  it("are right where a group's end cuts through the blocks of one file", async () => {
    // Each data block of this file needs an indirect block of its own: 42 such files fill a group with those.
    const blocks = 800;
    const stride = 1024 * BLOCK;
    const source = join(scratch, 'strided');
    const fd = openSync(source, 'w');
    ftruncateSync(fd, blocks * stride);
    const ranges = new Float64Array(blocks * 2);
    for (let n = 0; n < blocks; n++) {
      writeSync(fd, `piece ${n}`, n * stride);
      ranges[n * 2] = n * stride;
      ranges[n * 2 + 1] = n * stride + BLOCK;
    }
    closeSync(fd);
    const nodes: Record<string, FileNode> = { '/tail': file('the end') };
    const dataRanges = new Map<FileNode, DataRanges>();
    for (let n = 10; n < 52; n++) {
      const node = hostFile(source, blocks * stride, { sparse: true });
      nodes[`/f${n}`] = node;
      dataRanges.set(node, ranges);
    }
    const image = join(scratch, 'cut');
    const planned = await makeImage(image, treeOf(nodes), '400M', { dataRanges });
    expectOrder(planned);
    expectSound(image);
    expect(contentOf(image, '/tail').toString()).toBe('the end');

    const { metadata, data } = planned;
    const ends = [...metadata.offset].map((offset, run) => offset + metadata.length[run]!);
    expect(ends, 'a run ends with group 0').toContain(GROUP_END);
    const half = metadata.length[ends.indexOf(GROUP_END)]!;
    expect(half % (803 * BLOCK), 'and is the first half of a file').not.toBe(0);
    // debugfs finds every block of every file where the plan has put it.
    const commands: string[] = [];
    const expected: number[] = [];
    for (let extent = 0; extent < data.count - 1; extent += 7) {
      const inode = 12 + data.source[extent]!;
      commands.push(`bmap <${inode}> ${data.sourceOffset[extent]! / BLOCK}`);
      expected.push(data.offset[extent]! / BLOCK);
    }
    expect(debugfsLines(image, commands).map(Number)).toEqual(expected);
    rmSync(image);
  });
});
