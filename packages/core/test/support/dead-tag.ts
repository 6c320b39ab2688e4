import { ownerTag } from '../../src/output/owner-tag.ts';

/** The tag of a process that cannot be: of this boot and namespace, a number above the kernel's highest. */
export function deadTag(): string {
  return ownerTag().replace(/^(supermin-\w+-\d+)-\d+-/, '$1-99999999-');
}
