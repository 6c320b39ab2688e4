import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

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

  /** The same for a single workload: its own directory, which is removed at the workload's end. */
  nested(): Scratch {
    return new Scratch(this.directory, this.command, this.shared);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
