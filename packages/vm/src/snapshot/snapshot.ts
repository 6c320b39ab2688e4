import type { SavedFiles } from './saved-files.ts';

/**
 * A VM as it was at one moment, from which any number of others go on: {@link Snapshot.start}. It takes memory of this machine, or room
 * on its disk, until it is removed, or this process ends.
 *
 * @typeParam Machine what is started
 */
export class Snapshot<Options, Machine> {
  #starting = 0;
  #removed = false;

  /** @internal */
  constructor(
    private readonly files: SavedFiles,
    private readonly begin: (files: SavedFiles, options?: Options) => Promise<Machine>,
  ) {}

  /**
   * Starts a VM that is restored from here, with a clock, random numbers and a boot ID of its own.
   *
   * @throws SuperminError `FORK_FAILED`, `FORK_NO_SPACE`, `PORT_UNUSABLE`, `RUN_TIMEOUT`; the reason of `signal`
   */
  async start(options?: Options): Promise<Machine> {
    if (this.#removed) throw new TypeError('the snapshot has been removed');
    this.#starting++;
    try {
      return await this.begin(this.files, options);
    } finally {
      this.#starting--;
      this.#closeIfDue();
    }
  }

  /** Frees what it takes. VMs that have been started from it, or are being started, are not disturbed. May be called more than once. */
  remove(): void {
    if (this.#removed) return;
    this.#removed = true;
    this.#closeIfDue();
  }

  /** Removes it: `using snapshot = await vm.snapshot()`. */
  [Symbol.dispose](): void {
    this.remove();
  }

  #closeIfDue(): void {
    if (this.#removed && this.#starting === 0) this.files.close();
  }
}
