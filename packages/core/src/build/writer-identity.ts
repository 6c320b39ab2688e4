import type { Writer } from '../plugin/contract.ts';

/** Who a writer is: `package@version` of its plugin, or the name of one that comes from none. */
export function identityOf({ name, plugin }: Writer): string {
  return plugin ?? name;
}

/** Objects of one plugin differ: a `Registry` makes one for each call. */
export function isSameWriter(one: Writer, other: Writer): boolean {
  if (one === other) return true;
  return one.plugin !== undefined && one.plugin === other.plugin && one.name === other.name;
}
