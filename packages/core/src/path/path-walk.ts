import type { BytePath } from './byte-path.ts';

/**
 * Goes along an absolute path name by name, as the kernel does: `..` goes up (nothing is above `/`), a link's target takes its
 * place. The caller looks at each name that `next` returns, and then does one of `enter` and `follow`.
 */
export class PathWalk<Step> {
  /** What was entered. */
  readonly way: Step[] = [];
  /** Links followed. */
  links = 0;
  /** Names to come, the next one last. */
  readonly #pending: BytePath[];

  constructor(path: BytePath) {
    this.#pending = path.split('/').reverse();
  }

  /** The next name that is to be looked at; undefined at the end. */
  next(): BytePath | undefined {
    for (;;) {
      const name = this.#pending.pop();
      if (name === '..') this.way.pop();
      else if (name !== '' && name !== '.') return name;
    }
  }

  enter(step: Step): void {
    this.way.push(step);
  }

  /** Goes on with the target of the link that `next` returned. */
  follow(target: BytePath): void {
    this.links++;
    if (target.startsWith('/')) this.way.length = 0;
    this.#pending.push(...target.split('/').reverse());
  }

  /** Whether the path ends here, without even a slash. */
  isAtEnd(): boolean {
    return this.#pending.length === 0;
  }

  /** Whether any name follows; slashes and `.` are none. */
  hasMore(): boolean {
    return this.#pending.some((name) => name !== '' && name !== '.');
  }
}
