import type { KnownPlugin } from '@supermin/core';

/** The plugins of this repository: hints name them where one is not installed. */
export const KNOWN_PLUGINS: readonly KnownPlugin[] = [
  {
    name: '@supermin/backend-dpkg',
    backend: 'dpkg',
    traces: ['/var/lib/dpkg/status'],
    packageFiles: ['.deb', '.udeb'],
  },
  {
    name: '@supermin/backend-pacman',
    backend: 'pacman',
    traces: ['/var/lib/pacman/local'],
    packageFiles: ['.pkg.tar.zst', '.pkg.tar.xz', '.pkg.tar.gz', '.pkg.tar'],
  },
  {
    name: '@supermin/backend-rpm',
    backend: 'rpm',
    traces: ['/usr/lib/sysimage/rpm', '/var/lib/rpm', '/usr/share/rpm'],
    packageFiles: ['.rpm'],
  },
  {
    name: '@supermin/writer-chroot',
    formats: ['chroot', 'fs', 'filesystem'],
    calledElsewhere: ['dir', 'directory', 'rootfs', 'tree'],
  },
  {
    name: '@supermin/writer-cpio',
    formats: ['cpio', 'initramfs'],
    calledElsewhere: ['initrd', 'newc'],
  },
  {
    name: '@supermin/writer-ext2',
    formats: ['ext2'],
    calledElsewhere: ['raw', 'qcow2', 'img', 'disk', 'ext3', 'ext4'],
  },
  {
    name: '@supermin/writer-oci',
    formats: ['oci'],
    calledElsewhere: ['docker', 'podman', 'container', 'image'],
  },
];
