import type { Dependency } from './package-record.ts';
import { Sense } from './tags.ts';

/** `foo >= 1.0`, as in a spec file. */
export function spell({ name, flags, version }: Dependency): string {
  if (version === '') return name;
  const less = flags & Sense.less ? '<' : '';
  const greater = flags & Sense.greater ? '>' : '';
  const equal = flags & Sense.equal ? '=' : '';
  return `${name} ${less}${greater}${equal} ${version}`;
}
