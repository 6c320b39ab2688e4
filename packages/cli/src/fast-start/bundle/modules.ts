/** The packages that are bundled with the command: nothing of them is evaluated before it is called for. */
export const MODULES: Readonly<Record<string, () => Promise<unknown>>> = {
  '@supermin/backend-dpkg': () => import('@supermin/backend-dpkg'),
  '@supermin/backend-pacman': () => import('@supermin/backend-pacman'),
  '@supermin/backend-rpm': () => import('@supermin/backend-rpm'),
  '@supermin/boot': () => import('@supermin/boot'),
  '@supermin/vm': () => import('@supermin/vm'),
  '@supermin/writer-chroot': () => import('@supermin/writer-chroot'),
  '@supermin/writer-cpio': () => import('@supermin/writer-cpio'),
  '@supermin/writer-ext2': () => import('@supermin/writer-ext2'),
  '@supermin/writer-oci': () => import('@supermin/writer-oci'),
};
