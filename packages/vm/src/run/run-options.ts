import type { Readable, Writable } from 'node:stream';
import type { BytePath } from '@supermin/core';
import type { ApplianceOptions } from '../appliance/build-appliance.ts';
import type { AppliancePackage } from '../appliance-package/read-package.ts';
import type { SharedDirectory } from '../shares/shared-directory.ts';
import type { CommandOptions, MachineOptions } from './machine-options.ts';

/** Everything that may be said of a run. Paths are byte strings, see `fromUnicode()` of core. */
export interface RunOptions extends ApplianceOptions, MachineOptions, CommandOptions {
  /** Directory of an appliance: a full one, as `supermin build -f ext2` makes it, or a small one of `prepare`, which is built. */
  appliance?: BytePath;
  /** The npm package that carries the appliance: its name, or its directory, which begins with `/` or `.`. */
  appliancePackage?: string | AppliancePackage;
  /** The command's directory in the VM; a relative one is where a share has it. Default: the current directory where it is shared, else `/`. */
  cwd?: BytePath;
  /** Directories of this machine that the VM sees. Nothing else of it is seen. */
  shares?: readonly SharedDirectory[];
  /** Text, bytes or a stream. Default: empty. */
  stdin?: string | Uint8Array | Readable | null;
  /** Where the command's output goes. Default: into the result. */
  stdout?: Writable;
  stderr?: Writable;
  /** Where appliances are kept. Default: the user's cache directory, and where none can be used, nowhere. */
  cacheDirectory?: BytePath;
}

export interface RunResult {
  /** The command's exit status, 128+N when it was killed by signal N. */
  status: number;
  /** What the command wrote, as UTF-8; empty if it went to a stream. */
  stdout: string;
  stderr: string;
}
