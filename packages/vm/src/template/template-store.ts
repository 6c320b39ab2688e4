import {
  type BigIntStats,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import {
  attempt,
  type BytePath,
  bootId,
  isOwn,
  isOwnDirectory,
  joinPath,
  makeTemporaryDirectory,
  ownDirectory,
  removeTree,
  sha256,
  toSystemPath,
} from '@supermin/core';
import { Descriptors } from '../qemu/descriptors.ts';
import { fileIdentity, identityOf } from './file-identity.ts';
import { encodeManifest, type Manifest, parseManifest } from './manifest.ts';
import type { TemplateKey } from './template-key.ts';

/** Below the user's cache directory. */
const STORE = 'templates';
const MANIFEST = 'template.json';
const MEMORY = 'memory';
const STATE = 'state';
const LAYER = 'layer';
const REFUSED = 'refused';

/** Templates that are kept, each of about 110 MB; the one that was used least recently goes first. */
const MOST = 16;

/** Far more than the state of processor and devices. */
export const LARGEST_STATE = 64 * 2 ** 20;
const LARGEST_MANIFEST = 2 ** 20;

/** A template whose files are open: whatever happens to their names, it is what it was. */
export interface OpenTemplate {
  /** QEMU's version, as it tells itself. */
  qemu: string;
  /** Descriptors of the files. */
  memory: number;
  state: number;
  /** Of one in which a command has run: what was written to its root. */
  layer?: number | undefined;
}

export function closeTemplate({ memory, state, layer }: OpenTemplate): void {
  for (const fd of [memory, state, layer]) if (fd !== undefined) closeSync(fd);
}

/**
 * The templates of one user:
 *
 *     CACHE/templates/KEY/{memory, state, template.json}
 *     CACHE/templates/KEY/layer         of one in which a command has run
 *     CACHE/templates/KEY/refused       it was tried in vain, and why
 *     CACHE/templates/supermin-...      one that is being made
 */
export class TemplateStore {
  /** @param cache see core's `cacheDirectory()` */
  constructor(private readonly cache: BytePath) {}

  /** Why a template of this key is not to be tried again. */
  refusal({ name }: TemplateKey): string | undefined {
    if (!isOwnDirectory(this.cache, STORE, name)) return undefined;
    return readSmall(this.#file(name, REFUSED))?.trim();
  }

  /** The template, if it is there and as it was made. One that is not is removed, whosever it is. */
  open({ name }: TemplateKey): OpenTemplate | undefined {
    if (!isOwnDirectory(this.cache, STORE)) return undefined;
    try {
      if (!isOwnDirectory(this.cache, STORE, name)) throw new Error('not of this user alone');
      const manifest = parseManifest(readSmall(this.#file(name, MANIFEST)) ?? '');
      if (manifest === undefined) throw new Error('damaged');
      return withOpened((open) => {
        const memory = open(this.#file(name, MEMORY));
        const state = open(this.#file(name, STATE));
        const layer = manifest.layer === undefined ? undefined : open(this.#file(name, LAYER));
        if (layer !== undefined && identityOf(ownStats(layer)) !== manifest.layer) {
          throw new Error('damaged');
        }
        if (identityOf(ownStats(memory)) !== manifest.memory) throw new Error('damaged');
        if (sha256(readState(state)) !== manifest.state) throw new Error('damaged');
        // Its age is the time since it was last used.
        utimesSync(toSystemPath(this.#file(name)), new Date(), new Date());
        return { qemu: manifest.qemu, memory, state, layer };
      });
    } catch {
      this.#remove(name);
      return undefined;
    }
  }

  /** A private directory to make a template in. What killed processes left is removed. */
  makePlace(): BytePath {
    return makeTemporaryDirectory(ownDirectory(this.cache, STORE));
  }

  /**
   * Keeps what lies in `place`. Of several processes that make the same template at once the first one's is kept.
   *
   * @throws the system's error; nothing is open then
   */
  publish(key: TemplateKey, place: BytePath, qemu: string): OpenTemplate {
    return withOpened((open) => {
      const memory = open(joinPath(place, MEMORY));
      const state = open(joinPath(place, STATE));
      const written = joinPath(place, LAYER);
      const layer = existsSync(toSystemPath(written)) ? open(written) : undefined;
      this.#keep(key, place, {
        ...{ qemu, inputs: key.inputs, bootId: bootId() },
        memory: identityOf(ownStats(memory)),
        layer: layer === undefined ? undefined : identityOf(ownStats(layer)),
        state: sha256(readState(state)),
      });
      return { qemu, memory, state, layer };
    });
  }

  #keep({ name }: TemplateKey, place: BytePath, manifest: Manifest): void {
    const file = toSystemPath(joinPath(place, MANIFEST));
    writeFileSync(file, encodeManifest(manifest), { mode: 0o600, flag: 'wx' });
    try {
      renameSync(toSystemPath(place), toSystemPath(this.#file(name)));
    } catch {
      removeTree(place);
    }
    this.#removeUnused(name);
  }

  /** Remembers that there is no template of this key. */
  refuse({ name, inputs }: TemplateKey, reason: string): void {
    try {
      this.#remove(name);
      const directory = ownDirectory(this.cache, STORE, name);
      const manifest = { qemu: '', memory: '', state: '', bootId: bootId(), inputs };
      for (const [file, text] of [
        [REFUSED, `${reason}\n`],
        [MANIFEST, encodeManifest(manifest)],
      ] as const) {
        writeFileSync(toSystemPath(joinPath(directory, file)), text, { mode: 0o600 });
      }
    } catch {
      // Not remembered, then.
    }
  }

  #file(...names: string[]): BytePath {
    return [STORE, ...names].reduce(joinPath, this.cache);
  }

  #remove(name: string): void {
    removeTree(this.#file(name));
  }

  /** A VM that is restored from one of them keeps its files open, and is not disturbed. */
  #removeUnused(latest: string): void {
    const names = readdirSync(toSystemPath(this.#file()), { encoding: 'latin1' });
    const others = names.filter((name) => name !== latest && !name.startsWith('supermin-'));
    const stale = others.filter((name) => this.#isStale(name));
    const good = others.filter((name) => !stale.includes(name));
    const age = (name: string) =>
      lstatSync(toSystemPath(this.#file(name)), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    good.sort((one, other) => age(other) - age(one));
    for (const name of [...stale, ...good.slice(MOST - 1)]) this.#remove(name);
  }

  /** Nobody can use it any more: the machine was booted since, or what it was made of has changed or gone. */
  #isStale(name: string): boolean {
    const manifest = parseManifest(readSmall(this.#file(name, MANIFEST)) ?? '');
    if (manifest?.bootId !== bootId()) return true;
    return manifest.inputs.some(
      ([path, identity]) => attempt(() => fileIdentity(path)) !== identity,
    );
  }
}

/** What is a link, or no file but a pipe, say, is none of ours. */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** What `work` has opened is closed if it fails. */
function withOpened<T>(work: (open: (file: BytePath) => number) => T): T {
  const opened = new Descriptors();
  try {
    return work((file) => opened.open(file, READ));
  } catch (error) {
    opened.close();
    throw error;
  }
}

function ownStats(fd: number): BigIntStats {
  const stats = fstatSync(fd);
  if (!stats.isFile() || !isOwn(stats)) throw new Error('not a file of this user alone');
  return fstatSync(fd, { bigint: true });
}

function readState(fd: number): Buffer {
  const size = Number(ownStats(fd).size);
  if (size > LARGEST_STATE) throw new Error('too large');
  const bytes = Buffer.alloc(size);
  const length = readSync(fd, bytes, 0, size, 0);
  return bytes.subarray(0, length);
}

function readSmall(file: BytePath): string | undefined {
  try {
    const stats = lstatSync(toSystemPath(file));
    if (!stats.isFile() || !isOwn(stats) || stats.size > LARGEST_MANIFEST) return undefined;
    return readFileSync(toSystemPath(file), 'utf8');
  } catch {
    return undefined;
  }
}
