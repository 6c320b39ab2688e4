import { readFileSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import type { Host } from '../../src/host/host.ts';
import { localHost } from '../../src/host/local-host.ts';
import { displayPath, toSystemPath } from '../../src/path/byte-path.ts';
import type {
  Backend,
  Package,
  PackageFile,
  PristineFile,
  Writer,
  WriterContext,
} from '../../src/plugin/contract.ts';

export function pkg(name: string): Package {
  return { name, version: '1', arch: 'all', id: `${name}:all` };
}

export interface Installed {
  needs?: string[];
  files?: (string | PackageFile)[];
}

/**
 * A small distribution in a directory: its database is the file `/db`, every file holds its own path. `/etc` is
 * configuration.
 */
export function distribution(packages: Record<string, Installed>): {
  host: Host;
  root: string;
  backend: Backend;
} {
  const files = (name: string): PackageFile[] =>
    (packages[name]!.files ?? []).map((file) =>
      typeof file === 'string' ? { path: file, config: file.startsWith('/etc/') } : file,
    );
  const onDisk = Object.keys(packages).flatMap((name) =>
    files(name).map(({ path, hostPath }) => hostPath ?? path),
  );
  const root = scratchDirectory({
    db: '',
    ...Object.fromEntries(onDisk.map((path) => [path.slice(1), path])),
  });
  const host = localHost(root);
  const backend: Backend = {
    name: 'test',
    freshness: () => ['/db'],
    open: async ({ signal }) => {
      signal.throwIfAborted();
      host.readFile('/db');
      return {
        find: (name) => (name in packages ? [pkg(name)] : []),
        closure: (roots) => {
          const found = new Map<string, Package>();
          const add = (name: string) => {
            if (found.has(name)) return;
            found.set(name, pkg(name));
            for (const need of packages[name]!.needs ?? []) add(need);
          };
          for (const { name } of roots) add(name);
          return [...found.values()];
        },
        contents: async (list) => list.map((item) => ({ package: item, files: files(item.name) })),
        pristine: async (contents) =>
          contents
            .flatMap((content) => content.files)
            .filter(({ config }) => config)
            .map(
              ({ path }): PristineFile => ({
                path,
                mode: 0o644,
                mtime: 1_000_000_000,
                bytes: host.readFile(path),
              }),
            )
            .sort((a, b) => (a.path < b.path ? -1 : 1)),
        listEntry: ({ name, version, arch }) => `${name}_${version}_${arch}`,
      };
    },
  };
  return { host, root, backend };
}

export interface ListingWriter extends Writer {
  /** How often it has written. */
  runs: number;
  /** Called in the middle of writing. */
  middle: (directory: string, context: WriterContext) => Promise<void> | void;
  watched: string[];
}

/** Writes `listing`, a line for each entry of the tree, and `options`. */
export function listingWriter(): ListingWriter {
  const writer: ListingWriter = {
    name: 'listing',
    runs: 0,
    middle: () => {},
    watched: [],
    outputs: () => ['listing', 'options'],
    inputs: async () => ({ paths: writer.watched, facts: [] }),
    write: async (tree, directory, context) => {
      writer.runs++;
      writeFileSync(toSystemPath(`${directory}/options`), JSON.stringify(context.options));
      await writer.middle(directory, context);
      const lines = [...tree.walk()].map(({ path, node }) => {
        if (node.type === 'symlink') return `${path} -> ${node.target}`;
        if (node.type !== 'file') return `${path}/`;
        const { content } = node;
        if (content.kind === 'descriptor') return `${path} ...`;
        const bytes =
          content.kind === 'bytes' ? content.bytes : readFileSync(toSystemPath(content.path));
        return `${path} = ${Buffer.from(bytes).toString('latin1').trim()}`;
      });
      writeFileSync(
        toSystemPath(`${directory}/listing`),
        lines.map((line) => `${displayPath(line)}\n`).join(''),
      );
    },
  };
  return writer;
}
