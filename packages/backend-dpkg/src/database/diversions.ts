import type { BytePath, Host } from '@supermin/core';
import { type Diversion, parseDiversions } from '../format/diversions.ts';
import { readTextFile } from '../format/text-file.ts';
import { DIVERSIONS } from './locations.ts';

/** All diversions under the host root, looked up from both sides. */
export class Diversions {
  readonly #byTarget: ReadonlyMap<BytePath, Diversion>;

  constructor(private readonly byPath: ReadonlyMap<BytePath, Diversion>) {
    this.#byTarget = new Map([...byPath.values()].map((each) => [each.divertedTo, each]));
  }

  /** The diversion that moves a package's file, if there is one; the diverting package's own file stays. */
  moving(path: BytePath, packageName: string): Diversion | undefined {
    const diversion = this.byPath.get(path);
    return diversion?.by === packageName ? undefined : diversion;
  }

  /** The other way: under which path the package ships the file that lies at `path`. */
  shippedPath(path: BytePath, packageName: string): BytePath {
    const diversion = this.#byTarget.get(path);
    return diversion === undefined || diversion.by === packageName ? path : diversion.path;
  }

  [Symbol.iterator](): IterableIterator<Diversion> {
    return this.byPath.values();
  }
}

/** Without a diversions file nothing is diverted. */
export function readDiversions(host: Host): Diversions {
  const file = readTextFile(host, DIVERSIONS);
  return new Diversions(file === undefined ? new Map() : parseDiversions(file));
}
