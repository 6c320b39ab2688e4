import { PassingTrouble } from './passing-trouble.ts';

/** Saving a VM or going on from it has failed, and would fail again. Why is its `cause`. */
export class Vain extends Error {
  constructor(override readonly cause: unknown) {
    super((cause as Error).message);
  }
}

/**
 * Does what is QEMU's part and the guest's.
 *
 * @throws Vain, but for {@link PassingTrouble} and what the system refuses for now (descriptors, processes, room on the disk), as it is
 */
export async function withBlame<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof PassingTrouble || isOfSystem(error) ? error : new Vain(error);
  }
}

function isOfSystem(error: unknown): boolean {
  return error instanceof Error && 'errno' in error;
}
