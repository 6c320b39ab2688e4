import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import {
  displayPath,
  fromUnicode,
  localHost,
  type OptionValue,
  type SuperminEvent,
  type WriterContext,
} from '@supermin/core';
import type { FileTree } from '@supermin/core/writer';
import { differences, type Listing } from '../support/listing.ts';
import { readManifest } from '../support/package-json.ts';
import { listTree } from './expected.ts';
import type { WriterSubject } from './subject.ts';

/** So many differences are named. */
const SHOWN = 10;

export interface Attempt {
  context: WriterContext;
  events: SuperminEvent[];
}

/** What core hands to a writer, with the manifest's defaults; what is reported is kept. */
export function attempt(
  subject: WriterSubject,
  scratch: string,
  more: Partial<WriterContext> = {},
): Attempt {
  const events: SuperminEvent[] = [];
  const place = mkdtempSync(join(scratch, 'context-'));
  const own = subject.context?.(place) ?? {};
  const context: WriterContext = {
    temporaryDirectory: () => fromUnicode(mkdtempSync(join(place, 'temporary-'))),
    writer: async (format, options = {}) => {
      const wrapped = subject.wraps?.[format];
      assert(wrapped !== undefined, `the subject's 'wraps' has no writer '${format}'`);
      const inner = { ...context, options };
      return {
        outputs: () => wrapped.outputs(inner),
        inputs: () => wrapped.inputs(inner),
        write: (tree, directory) => wrapped.write(tree, directory, inner),
      };
    },
    host: localHost(),
    signal: new AbortController().signal,
    environment: {},
    cpu: 'x86_64',
    copyKernel: true,
    sourceDateEpoch: 1_700_000_000,
    report: (event) => events.push(event),
    ...own,
    ...more,
    options: { ...defaults(subject), ...own.options, ...more.options },
  };
  return { context, events };
}

function defaults(subject: WriterSubject): Record<string, OptionValue> {
  const manifest = readManifest(subject.package).writers.find(
    ({ name }) => name === subject.writer.name,
  );
  return Object.fromEntries(
    (manifest?.options ?? []).flatMap(({ name, default: value }) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}

/** An empty directory that the writer may write into. */
export function outputDirectory(scratch: string, name = 'output'): string {
  const directory = join(scratch, name, 'written');
  mkdirSync(directory, { recursive: true });
  return directory;
}

/** Writes a tree as core does it, with a context of its own; returns where it is. */
export function write(subject: WriterSubject, tree: FileTree, scratch: string): Promise<string> {
  return writeInto(outputDirectory(scratch), subject, tree, attempt(subject, scratch));
}

/** The same into a given directory, which is empty. */
export async function writeInto(
  output: string,
  subject: WriterSubject,
  tree: FileTree,
  { context }: Attempt,
): Promise<string> {
  await subject.writer.inputs(context);
  await subject.writer.write(tree, fromUnicode(output), context);
  return output;
}

export interface Written {
  expected: Listing;
  found: Listing;
}

/** Writes a tree, and reads it back. */
export async function writeAndRead(
  subject: WriterSubject,
  tree: FileTree,
  scratch: string,
): Promise<Written> {
  const expected = listTree(tree);
  const output = await write(subject, tree, scratch);
  const unpacked = join(scratch, 'unpacked');
  mkdirSync(unpacked);
  return { expected, found: await subject.read(output, unpacked) };
}

/** Fails with every difference in the given fields, and with paths that the writer did not say it adds. */
export function assertSame(
  subject: WriterSubject,
  { expected, found }: Written,
  ...fields: Parameters<typeof differences>[2]
): void {
  const { lines, added } = differences(expected, found, ['type', ...fields]);
  const strange = added.filter((path) => !subject.adds?.(path));
  const all = [...lines, ...strange.map((path) => `${displayPath(path)} was added`)];
  const more = all.length > SHOWN ? `\n... and ${all.length - SHOWN} more` : '';
  assert(all.length === 0, `${all.slice(0, SHOWN).join('\n')}${more}`);
}
