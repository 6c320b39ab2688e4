import { AssertionError } from 'node:assert';
import { appendFileSync, chmodSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Pacer, type Writer } from '@supermin/core';
import type { DirectoryNode, TreeEntry } from '@supermin/core/writer';
import { describe, expect, it } from 'vitest';
import { testWriter, type WriterSubject, writerChecks } from '../../src/index.ts';
import { scratchDirectory } from '../../src/support/scratch.ts';
import { IS_ROOT } from '../../src/writer/nodes.ts';
import { readToy, toyWriter } from '../support/toy-writer.ts';

const PACKAGE = fileURLToPath(new URL('../fixtures/supermin-writer-toy', import.meta.url));

function subject(writer: Writer): WriterSubject {
  return {
    ...{ writer, package: PACKAGE, read: readToy, refused: [{ level: 10 }] },
    // What is read back is what the headers say.
    lacks: ['holes'],
  };
}

testWriter({ describe, it }, subject(toyWriter()));

const wait = { due: () => false, rest: async () => {} };

/** Entries in the order in which they came into the tree. */
function* asFilled(parent: DirectoryNode, above: string): Generator<TreeEntry> {
  for (const [name, node] of parent.children) {
    yield { path: `${above}/${name}`, node };
    if (node.type === 'directory') yield* asFilled(node, `${above}/${name}`);
  }
}

/** For every check a plugin that breaks just this promise, and what is said of it. */
const BROKEN: Record<string, { writer: Writer; says: RegExp }> = {
  'has a manifest that names it': {
    writer: { ...toyWriter(), name: 'other' },
    says: /the manifest has toy, not other/,
  },
  'declares its output files by plain names': {
    writer: toyWriter({}, { outputs: () => ['out/toy'] }),
    says: /a plain file name/,
  },
  'makes exactly the files that it declares, in the directory that it is given': {
    writer: toyWriter({}, { outputs: () => ['toy', 'index'] }),
    says: /'index'/,
  },
  'names inputs by absolute paths, and the same ones when asked again': {
    writer: toyWriter({}, { inputs: async () => ({ paths: ['boot/vmlinuz'], facts: [] }) }),
    says: /the input boot\/vmlinuz is not an absolute path/,
  },
  'refuses an option that it does not have, before anything is read': {
    writer: toyWriter({}, { inputs: async () => ({ paths: [], facts: [] }) }),
    says: /inputs\(\) with {"no-such-option":"x"}: there was no error/,
  },
  'refuses option values that make no sense, before anything is read': {
    writer: toyWriter({}, { inputs: async () => Promise.reject(new TypeError('level')) }),
    says: /inputs\(\) with {"level":10}: the error has no code for users/,
  },
  'writes the bytes of every kind of content': {
    writer: toyWriter({ bytes: (bytes) => bytes.subarray(0).fill(0, 70_000) }),
    says: /\/part: content is .*, not /,
  },
  'keeps modes and times': {
    writer: toyWriter({ header: (header) => ({ ...header, mode: header.mode & 0o1775 }) }),
    says: /\/d: mode is 1775, not 1777/,
  },
  ...(IS_ROOT && {
    'keeps owners and groups': {
      writer: toyWriter({ header: (header) => ({ ...header, uid: header.uid & 0xffff }) }),
      says: /\/d\/large: uid is 4464, not 70000/,
    },
  }),
  'keeps symbolic links, whatever they lead to': {
    writer: toyWriter({
      header: (header) => ({ ...header, content: header.content.slice(0, 59) }),
    }),
    says: /\/slow: content is x{59}, not x{60}/,
  },
  'keeps hard links': {
    writer: toyWriter({ header: (header) => ({ ...header, inode: header.path }) }),
    says: /'\/d\/a'/,
  },
  'keeps portable names, and tells capitals from small letters': {
    writer: toyWriter({ header: (header) => ({ ...header, path: header.path.toLowerCase() }) }),
    says: /\/A is missing/,
  },
  'keeps odd names': {
    writer: toyWriter({ header: (header) => ({ ...header, path: header.path.trimEnd() }) }),
    says: /\/ around {2}is missing/,
  },
  'keeps long paths, and directories with many entries': {
    writer: toyWriter({ header: (header) => ({ ...header, path: header.path.slice(0, 255) }) }),
    says: /\/deep\/deep\/deep.* is missing/,
  },
  'reads sparse files right': {
    writer: toyWriter({ bytes: (bytes) => Buffer.alloc(bytes.length) }),
    says: /\/sparse: content is/,
  },
  'keeps devices, fifos and sockets': {
    writer: toyWriter({
      *entries(entries) {
        for (const entry of entries) if (entry.node.type !== 'fifo') yield entry;
      },
    }),
    says: /\/dev\/fifo is missing/,
  },
  'keeps setuid, setgid and sticky bits': {
    writer: toyWriter({ header: (header) => ({ ...header, mode: header.mode & 0o777 }) }),
    says: /\/sticky: mode is 777, not 1777/,
  },
  "keeps the root directory's mode, owner and time": {
    writer: toyWriter({
      header: (header) => (header.path === '/' ? { ...header, mode: 0o755 } : header),
    }),
    says: /the mode of the root directory/,
  },
  'keeps extended attributes': {
    writer: toyWriter({
      header: ({ xattrs = {}, ...header }) => {
        const { 'user.empty': _, ...kept } = xattrs;
        return { ...header, xattrs: kept };
      },
    }),
    says: /the attributes of \/d/,
  },
  'keeps empty files and directories': {
    writer: toyWriter({
      *entries(entries) {
        for (const entry of entries) {
          const { node } = entry;
          if (node.type !== 'file' || node.size > 0) yield entry;
        }
      },
    }),
    says: /\/bytes is missing/,
  },
  'leaves the files that it reads as they are': {
    writer: toyWriter({
      *entries(entries) {
        for (const { path, node } of entries) {
          if (node.type === 'file' && node.content.kind === 'path') {
            chmodSync(node.content.path, node.mode);
          }
          yield { path, node };
        }
      },
    }),
    says: /mode/,
  },
  'fails when a file has become shorter than the tree says, and names it': {
    writer: toyWriter({ shrunk: () => {} }),
    says: /a file that has become shorter: there was no error/,
  },
  'makes the same bytes from the same tree, in whatever order it was filled': {
    writer: toyWriter({ entries: (_entries, tree) => asFilled(tree.root, '') }),
    says: /toy has the same bytes: they differ at \d+/,
  },
  'writes two trees at once': {
    writer: (() => {
      let running = 0;
      const right = toyWriter();
      return toyWriter(
        {},
        {
          async write(tree, directory, context) {
            running++;
            await right.write(tree, directory, context);
            await new Promise(setImmediate);
            if (running > 1) appendFileSync(`${directory}/toy`, '{"path":"/mixed"}\n');
            running--;
          },
        },
      );
    })(),
    says: /toy has the same bytes: they differ at \d+/,
  },
  'makes the same bytes when it begins before there is a tree': {
    writer: toyWriter(
      {},
      {
        begin: async (directory, context) => ({
          write: (tree) => {
            tree.root.children.delete('link');
            return toyWriter().write(tree, directory, context);
          },
          stop: async () => {},
        }),
      },
    ),
    says: /toy has the same bytes/,
  },
  'reports progress that adds up': {
    writer: toyWriter(
      {},
      {
        write: (tree, directory, context) =>
          toyWriter().write(tree, directory, {
            ...context,
            report: (event) =>
              context.report(
                event.kind === 'progress' ? { ...event, done: event.done / 2 } : event,
              ),
          }),
      },
    ),
    says: /the last one is complete/,
  },
  'does not start when it has been aborted before': {
    writer: toyWriter(
      {},
      {
        async write(_tree, directory, { signal }) {
          writeFileSync(`${directory}/toy`, '');
          signal.throwIfAborted();
        },
      },
    ),
    says: /nothing was written/,
  },
  'stops in the middle when it is aborted, and leaves nothing running': {
    writer: toyWriter({ pacer: () => wait }),
    says: /aborted in the middle of 256 MiB: there was no error/,
  },
};

/** Other ways to break a promise that has more than one side. */
const ALSO_BROKEN: [check: string, writer: Writer, says: RegExp][] = [
  [
    'has a manifest that names it',
    toyWriter({}, { options: [{ name: 'level', type: 'integer', default: 2, help: '1 to 9' }] }),
    /its options are those of the manifest/,
  ],
  [
    'makes exactly the files that it declares, in the directory that it is given',
    toyWriter(
      {},
      {
        async write(tree, directory, context) {
          await toyWriter().write(tree, directory, context);
          writeFileSync(`${directory}.index`, '');
        },
      },
    ),
    /nothing is left beside it/,
  ],
  [
    'stops in the middle when it is aborted, and leaves nothing running',
    toyWriter(
      {},
      {
        async write(tree, directory, context) {
          openSync(join(directory, 'kept-open'), 'w');
          await toyWriter().write(tree, directory, context);
        },
      },
    ),
    /no file is left open/,
  ],
  [
    'stops in the middle when it is aborted, and leaves nothing running',
    toyWriter(
      {},
      {
        async write(tree, directory, context) {
          setTimeout(() => mkdirSync(directory, { recursive: true }), 40);
          await toyWriter().write(tree, directory, context);
        },
      },
    ),
    /it does not go on writing/,
  ],
  [
    'stops in the middle when it is aborted, and leaves nothing running',
    toyWriter({
      pacer(signal) {
        const pacer = new Pacer(signal);
        const rest = () =>
          pacer.rest().catch(() => {
            throw new Error('stopped');
          });
        return { due: () => pacer.due(), rest };
      },
    }),
    /what is thrown is the signal's reason: Error: stopped/,
  ],
  [
    'makes the same bytes from the same tree, in whatever order it was filled',
    toyWriter({
      header: (header) => ({ ...header, mtime: Math.floor(Date.now() / 1000) }),
    }),
    /toy has the same bytes: they differ at \d+/,
  ],
  [
    'reports progress that adds up',
    toyWriter(
      {},
      {
        write: (tree, directory, context) =>
          toyWriter().write(tree, directory, { ...context, report: () => {} }),
      },
    ),
    /at least one progress event/,
  ],
  [
    'keeps modes and times',
    toyWriter({
      header: (header) => ({ ...header, mtime: header.type === 'directory' ? 1 : header.mtime }),
    }),
    /\/d: mtime is 1, not 1500000000/,
  ],
  [
    'writes the bytes of every kind of content',
    toyWriter({
      *entries(entries) {
        for (const entry of entries) {
          yield entry;
          yield { path: '/extra', node: entry.node };
        }
      },
    }),
    /\/extra was added/,
  ],
];

const check = (name: string) => writerChecks.find((candidate) => candidate.name === name)!;

async function failure(name: string, writer: Writer): Promise<unknown> {
  return scratchDirectory((scratch) => check(name).run(subject(writer), scratch)).catch(
    (error: unknown) => error,
  );
}

describe('a broken writer is caught', () => {
  it('by every check', () => {
    const all = writerChecks
      .map(({ name }) => name)
      .filter((name) => IS_ROOT || name !== 'keeps owners and groups');
    expect(Object.keys(BROKEN)).toEqual(all);
  });

  it.each(Object.entries(BROKEN))('%s', async (name, { writer, says }) => {
    const error = await failure(name, writer);
    expect(error).toBeInstanceOf(AssertionError);
    expect((error as Error).message).toMatch(says);
  });

  it.each(ALSO_BROKEN)('%s (%#)', async (name, writer, says) => {
    const error = await failure(name, writer);
    expect(error).toBeInstanceOf(AssertionError);
    expect((error as Error).message).toMatch(says);
  });
});
