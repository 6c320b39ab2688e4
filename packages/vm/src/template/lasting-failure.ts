import { isCacheFull } from '@supermin/core';
import { PassingFailure } from './passing-failure.ts';

/** Saving a VM or restoring it has failed, and would fail again. Why is its `cause`. */
export class LastingFailure extends Error {
  constructor(override readonly cause: unknown) {
    super((cause as Error).message);
  }
}

/**
 * Does what is QEMU's part and the guest's.
 *
 * @throws LastingFailure, but for {@link PassingFailure} and what is refused for now (descriptors, processes, room on the disk or in
 *   the cache), as it is
 */
export async function markLasting<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const passes = error instanceof PassingFailure || isOfSystem(error) || isCacheFull(error);
    throw passes ? error : new LastingFailure(error);
  }
}

function isOfSystem(error: unknown): boolean {
  return error instanceof Error && 'errno' in error;
}
