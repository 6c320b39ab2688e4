import { OPTIONS } from './options.ts';
import { isNumberKind, readNumber } from './value-kinds.ts';

/** Options by their long name. Of one that takes a single value and was given more than once, the last one counts. */
export class OptionValues {
  constructor(private readonly values: ReadonlyMap<string, readonly (string | true)[]>) {}

  get names(): string[] {
    return [...this.values.keys()];
  }

  get entries(): [name: string, values: (string | true)[]][] {
    return [...this.values].map(([name, values]) => [name, [...values]]);
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  /** How often a switch was given. */
  count(name: string): number {
    return this.values.get(name)?.length ?? 0;
  }

  /** The last value given. */
  get(name: string): string | undefined {
    return this.all(name).at(-1);
  }

  all(name: string): string[] {
    return (this.values.get(name) ?? []).filter((value) => typeof value === 'string');
  }

  /** The value of an option whose `kind` is a number; MiB, seconds or a count. */
  number(name: string): number | undefined {
    const text = this.get(name);
    const kind = OPTIONS.find((option) => option.name === name)?.kind;
    return text !== undefined && isNumberKind(kind) ? readNumber(kind, text) : undefined;
  }
}
