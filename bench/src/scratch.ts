import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Where the bench works, and what every workload is told. */
export class Scratch {
  readonly directory: string;

  constructor(
    parent: string,
    /** The command under test, installed as a user would have it. */
    public command = '',
  ) {
    this.directory = mkdtempSync(join(parent, 'supermin-bench-'));
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  make(name: string): string {
    mkdirSync(this.path(name), { recursive: true });
    return this.path(name);
  }

  /** The same for a single workload: its own directory, which is removed at the workload's end. */
  nested(): Scratch {
    return new Scratch(this.directory, this.command);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
