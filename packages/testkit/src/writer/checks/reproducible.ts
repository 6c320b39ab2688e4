import assert from 'node:assert/strict';
import { closeSync, lstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type BytePath, fromUnicode } from '@supermin/core';
import type { FileTree, TreeNode } from '@supermin/core/writer';
import { type Check, check } from '../../support/check.ts';
import { differences, type Listed, type Listing, listDirectory } from '../../support/listing.ts';
import { directory, file, symlink, treeOf } from '../nodes.ts';
import type { WriterSubject } from '../subject.ts';
import { type Attempt, attempt, outputDirectory, writeInto } from '../write.ts';

const SLAB = 1 << 20;

/** Of this process, in seconds since the epoch: no node of a tree is as new. */
const STARTED = Math.floor(performance.timeOrigin / 1000);

/** Same input, same bytes; and what is said on the way adds up. */
export const reproducibleChecks: readonly Check<WriterSubject>[] = [
  check(
    'makes the same bytes from the same tree, in whatever order it was filled',
    async (subject, scratch) => {
      const context = attempt(subject, scratch);
      const trees = { first: sample(subject, false), second: sample(subject, true) };
      const first = await writeInto(
        outputDirectory(scratch, 'first'),
        subject,
        trees.first,
        context,
      );
      await nextSecond();
      const second = await writeInto(
        outputDirectory(scratch, 'second'),
        subject,
        trees.second,
        context,
      );
      assertSameOutput(subject, context, first, second);
    },
  ),
  check('writes two trees at once', async (subject, scratch) => {
    const context = attempt(subject, scratch);
    const make = (name: string) =>
      writeInto(outputDirectory(scratch, name), subject, sample(subject, false), context);
    const alone = await make('alone');
    for (const output of await Promise.all(['first', 'second'].map(make))) {
      assertSameOutput(subject, context, alone, output);
    }
  }),
  check('makes the same bytes when it begins before there is a tree', async (subject, scratch) => {
    const context = attempt(subject, scratch);
    const without = await writeInto(
      outputDirectory(scratch, 'without'),
      subject,
      sample(subject, false),
      context,
    );
    const directory = outputDirectory(scratch, 'begun');
    const begun = await subject.writer.begin?.(fromUnicode(directory), context.context);
    if (begun === undefined) return;
    try {
      const tree = sample(subject, false);
      begun.grow?.(tree);
      await begun.write(tree);
    } finally {
      await begun.stop();
    }
    assertSameOutput(subject, context, without, directory);
  }),
  check('reports progress that adds up', async (subject, scratch) => {
    const { context, events } = attempt(subject, scratch);
    const output = fromUnicode(outputDirectory(scratch));
    await subject.writer.write(sample(subject, false), output, context);
    const progress = events.filter((event) => event.kind === 'progress');
    assert(progress.length > 0, 'there is at least one progress event');
    for (const [index, { done, total, unit }] of progress.entries()) {
      const before = progress[index - 1];
      assert(done >= 0 && done <= total, `${done} of ${total} ${unit} is possible`);
      assert(before === undefined || before.done <= done, `${done} does not go back`);
      assert(before === undefined || before.unit === unit, 'the unit stays the same');
    }
    const { done, total } = progress.at(-1)!;
    assert.equal(done, total, 'the last one is complete');
  }),
];

/** Formats keep whole seconds: what has the clock's time in it differs from now on. */
async function nextSecond(): Promise<void> {
  await setTimeout(1000 - (Date.now() % 1000));
}

function sample(subject: WriterSubject, reverse: boolean): FileTree {
  const nodes: [string, TreeNode][] = Array.from({ length: 40 }, (_, i) => [
    `/d${i % 7}/f${i}`,
    file(`content ${i}`.repeat(i * 10)),
  ]);
  nodes.push(['/link', symlink('d1/f1')], ['/empty', directory()]);
  return treeOf(subject, Object.fromEntries(reverse ? nodes.reverse() : nodes));
}

function assertSameOutput(
  subject: WriterSubject,
  { context }: Attempt,
  first: string,
  second: string,
): void {
  const names = subject.writer.outputs(context);
  if (names.length === 0) {
    const fields = ['type', 'mode', 'uid', 'gid', 'mtime', 'content'] as const;
    const [one, other] = [first, second].map((output) => settled(listDirectory(output)));
    const { lines, added } = differences(one!, other!, fields);
    assert.deepEqual([...lines, ...added], []);
  }
  for (const name of names) {
    const [one, other] = [first, second].map((output) => join(output, name));
    const [mode, otherMode] = [one!, other!].map((path) => lstatSync(path).mode.toString(8));
    assert.equal(otherMode, mode, `${name} has the same mode`);
    const at = firstDifference(one!, other!);
    assert(at === undefined, `${name} has the same bytes: they differ at ${at}`);
  }
}

/** Without the times of files that are of the format, not of the tree: two of them may be written in two seconds. */
function settled(listing: Listing): Listing {
  const entries = [...listing].map(([path, entry]): [BytePath, Listed] => [
    path,
    entry.mtime < STARTED ? entry : { ...entry, mtime: STARTED },
  ]);
  return new Map(entries);
}

/** Offset of the first byte that two files do not share. */
function firstDifference(one: string, other: string): number | undefined {
  const files = [openSync(one, 'r'), openSync(other, 'r')] as const;
  const slabs = [Buffer.alloc(SLAB), Buffer.alloc(SLAB)] as const;
  try {
    for (let offset = 0; ; offset += SLAB) {
      const [a, b] = [0, 1].map((i) =>
        slabs[i]!.subarray(0, readSync(files[i]!, slabs[i]!, 0, SLAB, offset)),
      );
      if (!a!.equals(b!)) {
        const at = a!.findIndex((byte, index) => byte !== b![index]);
        return offset + (at < 0 ? a!.length : at);
      }
      if (a!.length < SLAB) return undefined;
    }
  } finally {
    for (const fd of files) closeSync(fd);
  }
}
