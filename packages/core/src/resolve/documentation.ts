import type { PackageFile } from '../plugin/contract.ts';

/** Where it lies, for package managers that do not mark it (dpkg, pacman): as their users leave it out, too. */
const PLACES = /^\/usr\/share\/(?:doc|gtk-doc|help|info|man)\//;

/** Debian's terms of a package: who passes the appliance on needs them. */
const TERMS = /\/copyright$/;

/** Is it documentation, by its package manager's mark (rpm %doc) or by its place? Terms of a licence are not. */
export function isDocumentation({ path, documentation }: PackageFile): boolean {
  return documentation === true || (PLACES.test(path) && !TERMS.test(path));
}
