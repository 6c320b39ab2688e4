import { type BytePath, joinPath } from '../path/byte-path.ts';
import { type Mount, mounts } from './mounts.ts';

/** Is `path` the directory or below it? By names alone; both without links. */
export function isWithin(path: BytePath, directory: BytePath): boolean {
  return path === directory || path.startsWith(directory === '/' ? '/' : `${directory}/`);
}

/** Where a path lies on the disk: the same for all the names that bind mounts give it. */
interface Place {
  device: string;
  path: BytePath;
}

/** Directories that hold others under whatever name: reads the list of mounts once. */
export class Places {
  readonly #mounts: readonly Mount[];

  constructor(list = mounts()) {
    this.#mounts = list;
  }

  isMountPoint(path: BytePath): boolean {
    return this.#mounts.some(({ point }) => point === path);
  }

  /** Is the directory the one of this path, or does it hold it? Both are real paths. */
  holds(directory: BytePath, path: BytePath): boolean {
    if (isWithin(path, directory)) return true;
    const [outer, inner] = [this.#place(directory), this.#place(path)];
    return outer.device === inner.device && isWithin(inner.path, outer.path);
  }

  isSame(a: BytePath, b: BytePath): boolean {
    return this.holds(a, b) && this.holds(b, a);
  }

  #place(path: BytePath): Place {
    let found: Mount = { point: '/', device: '', root: '/' };
    // The later one of two covers the other.
    for (const mount of this.#mounts) {
      if (mount.point.length >= found.point.length && isWithin(path, mount.point)) found = mount;
    }
    const below = path.slice(found.point === '/' ? 1 : found.point.length + 1);
    return {
      device: found.device,
      path: below === '' ? found.root : joinPath(found.root, below),
    };
  }
}
