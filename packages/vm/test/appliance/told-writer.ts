import { writeFileSync } from 'node:fs';
import type { Writer, WriterContext } from '@supermin/core';
import type { TreeEntry } from '@supermin/core/writer';

/** Writes the files of a full appliance, of no use, and keeps what it was told. */
export class ToldWriter {
  /** One for each build. */
  readonly builds: { entries: TreeEntry[]; context: WriterContext }[] = [];

  readonly writer: Writer = {
    name: 'told',
    outputs: () => ['kernel', 'initrd', 'root'],
    inputs: async () => ({ paths: [], facts: [] }),
    write: async (tree, directory, context) => {
      this.builds.push({ entries: [...tree.walk()], context });
      for (const name of ['kernel', 'initrd', 'root']) writeFileSync(`${directory}/${name}`, name);
    },
  };

  /** Of the only build. */
  get build() {
    if (this.builds.length !== 1) throw new Error(`${this.builds.length} builds`);
    return this.builds[0]!;
  }

  /** Paths and permission bits of the only build. */
  get modes(): Record<string, string> {
    return Object.fromEntries(
      this.build.entries.map(({ path, node }) => [path, node.mode.toString(8)]),
    );
  }
}
