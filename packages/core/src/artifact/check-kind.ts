import type { InputKind } from '../appliance/classify.ts';
import { openInput } from '../appliance/open-input.ts';
import type { BytePath } from '../path/byte-path.ts';

/** What `build` reads. */
const KINDS: ReadonlySet<InputKind> = new Set<InputKind>([
  ...(['base image (tar)', 'base image (cpio)', 'hostfiles'] as const),
  ...(['excludefiles', 'packages', 'lock', 'empty'] as const),
]);

/**
 * Refuses what `build` would not take for a file of an appliance.
 *
 * @param refusal of the file, for a reason
 * @throws what `refusal` gives; SuperminError `INPUT_UNREADABLE`, `APPLIANCE_COMPRESSION`, `PROGRAM_MISSING`
 */
export async function checkKind(
  file: BytePath,
  signal: AbortSignal,
  refusal: (why: string) => Error,
): Promise<void> {
  const { kind, close } = await openInput(file, new Map(), signal);
  await close();
  if (!KINDS.has(kind)) throw refusal('not a file of a small appliance');
}
