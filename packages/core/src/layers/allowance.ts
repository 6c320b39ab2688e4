import type { BytePath } from '../path/byte-path.ts';
import { layerTooLarge } from './errors.ts';

/** Bytes that archives may unpack to, all of them together: many small bombs are one large one. */
export class Allowance {
  #spent = 0;

  constructor(private limit: number) {}

  /** So many bytes more may be spent: what is about to be unpacked has been seen to be there. */
  raise(bytes: number): void {
    this.limit += bytes;
  }

  /** Whether that much is left: before work that would be in vain. @throws SuperminError `LAYER_SIZE` */
  require(bytes: number, name: BytePath): void {
    if (this.#spent + bytes > this.limit) throw layerTooLarge(name, this.limit);
  }

  /** @param name of the archive @throws SuperminError `LAYER_SIZE` */
  spend(bytes: number, name: BytePath): void {
    this.#spent += bytes;
    if (this.#spent > this.limit) throw layerTooLarge(name, this.limit);
  }
}
