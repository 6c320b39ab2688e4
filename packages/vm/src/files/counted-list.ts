/** More is not kept, only counted: the guest is not trusted. */
const MOST = 1000;

/** The first ones of what may come without end, and how many there were. */
export class CountedList<T> {
  readonly items: T[] = [];
  count = 0;

  push(item: T): void {
    if (this.count++ < MOST) this.items.push(item);
  }
}
