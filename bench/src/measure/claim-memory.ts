import { spawnSync } from 'node:child_process';

/** More than what any contender writes, but for `big`. */
const BYTES = '1G';

/**
 * Has all free memory that the next run will want touched once. A virtual machine gives free memory back to its host after a
 * while; to get it again costs up to 2 ms a megabyte, which would be counted for whoever happens to be next.
 */
export function claimMemory(): void {
  spawnSync('dd', ['if=/dev/zero', 'of=/dev/null', `bs=${BYTES}`, 'count=1']);
}
