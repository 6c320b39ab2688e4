import { linkSync, mkdirSync } from 'node:fs';
import {
  type BytePath,
  type CallContext,
  describeFailure,
  isSuperminError,
  Pacer,
  systemErrorCode,
  toSystemPath,
} from '@supermin/core';
import type { TreeNode } from '@supermin/core/writer';
import { cannotWrite } from '../errors.ts';
import type { LinkMode } from '../link-mode.ts';
import type { ChrootPlan } from '../plan/chroot-plan.ts';
import { type Identity, ownIdentity } from '../plan/identity.ts';
import { AttributeSetter } from './attribute-setter.ts';
import { Cloner } from './cloner.ts';
import { nameOf } from './content-reader.ts';
import { setExtendedAttributes } from './extended-attributes.ts';
import { FileWriter } from './file-writer.ts';
import { freeSpace, shortageOf } from './full.ts';
import { makeEntries } from './make-entries.ts';
import { PRIVATE_DIRECTORY } from './new-file.ts';
import type { MakeThread } from './share-work.ts';
import { Shortfall } from './shortfall.ts';
import { makeSpecialFiles } from './special-files.ts';

export interface WriteOptions extends CallContext {
  link: LinkMode;
  /** Shares the work; the caller stops it. Without it this thread does it all. */
  thread?: MakeThread | undefined;
  /** Whose rights decide what is tried. Default: those of this process. */
  identity?: Identity;
}

/**
 * Writes a plan into `directory`, which exists, is empty and is nobody else's to write to; it keeps its own owner, mode and
 * time. All entries are made new, none is opened that was there before, so that nothing can lead out of it. What
 * could not be set is told in one warning.
 *
 * @throws SuperminError `NO_SPACE`, `CHROOT_SOURCE_CHANGED`, `CHROOT_LINK`, `CHROOT_SPECIAL`, `CHROOT_WRITE`
 */
export async function writeChroot(
  plan: ChrootPlan,
  directory: BytePath,
  options: WriteOptions,
): Promise<void> {
  const before = freeSpace(directory);
  const writing = new Writing(plan, directory, options);
  try {
    await writing.run();
  } catch (error) {
    options.signal.throwIfAborted();
    const { current } = writing;
    const described = describeFailure(error, current, shortageOf(plan, before));
    if (isSuperminError(described) || systemErrorCode(described) === undefined) throw described;
    throw cannotWrite(current, described);
  }
}

class Writing {
  /** The path that is being made, for messages. */
  current: BytePath;
  readonly #identity: Identity;
  readonly #shortfall = new Shortfall();
  readonly #setter: AttributeSetter;
  readonly #pacer: Pacer;
  /** Nodes that could not be made. */
  readonly #missing = new Set<TreeNode>();

  constructor(
    private readonly plan: ChrootPlan,
    private readonly directory: BytePath,
    private readonly options: WriteOptions,
  ) {
    this.current = directory;
    this.#identity = options.identity ?? ownIdentity();
    this.#setter = new AttributeSetter(directory, this.#identity);
    this.#pacer = new Pacer(options.signal);
  }

  async run(): Promise<void> {
    const { plan, directory } = this;
    await this.#each(plan.directories, (path) => mkdirSync(toSystemPath(path), PRIVATE_DIRECTORY));
    await this.#makeEntries();
    await this.#makeSpecialFiles();
    await this.#each(plan.hardLinks, (path, { node, first }) => {
      if (!this.#missing.has(node)) linkSync(toSystemPath(directory + first), toSystemPath(path));
    });
    await this.#setExtendedAttributes();
    // Children first: a parent that may not be entered would shut us out.
    await this.#each(plan.directories.toReversed(), (path, { node }) =>
      this.#setter.setByPath(path, node),
    );
    this.#countLost();
    this.#shortfall.report(this.options.report, this.#identity);
  }

  async #makeEntries(): Promise<void> {
    const { link, report, thread } = this.options;
    const [setter, pacer] = [this.#setter, this.#pacer];
    const writer = new FileWriter(link, new Cloner(link), setter, pacer);
    const making = (path: BytePath) => {
      this.current = path;
    };
    const options = { writer, setter, pacer, report, thread, making };
    for (const { node } of await makeEntries(this.plan, this.directory, options)) {
      this.#missing.add(node);
      this.#shortfall.unreadable.push(nameOf(node));
    }
  }

  async #makeSpecialFiles(): Promise<void> {
    const { plan, directory } = this;
    const root = this.#identity.uid === 0;
    const refused = await makeSpecialFiles(plan, directory, root, this.options);
    for (const special of plan.specials) {
      if (!refused.has(special)) this.#setter.setByPath(directory + special.path, special.node);
      else {
        this.#missing.add(special.node);
        this.#shortfall.devices.push(special.path);
      }
    }
  }

  async #setExtendedAttributes(): Promise<void> {
    const { plan, directory, options } = this;
    const entries = plan.attributed.filter(
      ({ node }) => !this.#isShared(node) && !this.#missing.has(node),
    );
    this.#shortfall.lostAttributes(await setExtendedAttributes(entries, directory, options));
    for (const { path, node } of entries) {
      if (node.type === 'file') this.#setter.setFinalMode(directory + path, node);
    }
  }

  /** What this user may not set, of all that was made. */
  #countLost(): void {
    if (this.#setter.nothingLost) return;
    const { directories, files, specials, symlinks } = this.plan;
    for (const { node } of [...directories, ...files, ...specials, ...symlinks]) {
      if (this.#missing.has(node) || this.#isShared(node)) continue;
      this.#shortfall.lost(this.#setter.given(node));
    }
  }

  /** A host's own file keeps what it has. */
  #isShared(node: TreeNode): boolean {
    return node.type === 'file' && node.content.kind === 'path' && this.options.link === 'hard';
  }

  async #each<T extends { path: BytePath }>(
    list: readonly T[],
    make: (path: BytePath, entry: T) => void,
  ): Promise<void> {
    for (const entry of list) {
      this.current = this.directory + entry.path;
      make(this.current, entry);
      if (this.#pacer.due()) await this.#pacer.rest();
    }
  }
}
