import assert from 'node:assert/strict';
import type { OptionManifest } from '@supermin/core';

/** What an object declares for programs that are handed it must be what the manifest declares for the command. */
export function assertDeclared(
  declared: readonly OptionManifest[] | undefined,
  manifest: readonly OptionManifest[],
): void {
  if (declared === undefined) return;
  assert.deepEqual(plain(declared), plain(manifest), 'its options are those of the manifest');
}

/** As a manifest is read: without what is undefined, with a help. */
function plain(options: readonly OptionManifest[]): unknown {
  const whole = options.map(({ help = '', ...rest }) => ({ ...rest, help }));
  return JSON.parse(JSON.stringify(whole));
}
