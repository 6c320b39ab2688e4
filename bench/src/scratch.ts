import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { emptyFiles } from './retire.ts';

/** Where the bench works, and what every workload is told. */
export class Scratch {
  readonly directory: string;
  /** For what several workloads need: the directory of the whole run. */
  readonly shared: string;

  constructor(
    parent: string,
    /** The command under test, installed as a user would have it. */
    public command = '',
    shared?: string,
  ) {
    this.directory = mkdtempSync(join(parent, 'supermin-bench-'));
    this.shared = shared ?? this.directory;
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  /** The same for a single workload: its own directory, whose files are emptied at the workload's end. */
  nested(): Scratch {
    return new Scratch(this.directory, this.command, this.shared);
  }

  remove(): void {
    if (this.shared === this.directory) rmSync(this.directory, { recursive: true, force: true });
    else emptyFiles(this.directory);
  }
}
