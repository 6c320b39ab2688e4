import type { Rows } from '../explanation.ts';

/** Writers of outputs, and reading them back. */
export const FORMATS: Rows = {
  INSPECT_MISSING: [
    'The package @supermin/inspect is not installed.',
    'It is an optional dependency: the installation left it out.',
    "Run 'npm install @supermin/inspect' beside the command.",
  ],
  INSPECT_FORMAT: [
    'What was given cannot be inspected.',
    'It is not recognized as an output, or its format cannot be read back.',
    'Choose the format with -f, or inspect what build has made.',
  ],
  WRITER_MISSING: [
    'No installed plugin writes this format.',
    'The name of -f is misspelled, or its plugin is not installed.',
    "'supermin plugins' lists the formats that there are; install others with npm.",
  ],
  CHROOT_LINK: [
    'Files cannot be linked or cloned into the chroot, or the mode of --link is unknown.',
    'Hard links and clones need one filesystem; clones one that has them, such as btrfs or XFS.',
    'Use --link auto.',
  ],
  CHROOT_PATH: [
    'A path in the chroot would be too long.',
    'Linux allows 4095 bytes, and the output directory counts.',
    'Choose an output directory with a shorter path, or exclude the file.',
  ],
  CHROOT_SPECIAL: [
    'A device or fifo cannot be made in the chroot.',
    'Only root may make devices; some filesystems have none.',
    'Build as root, or exclude it.',
  ],
  CHROOT_WRITE: [
    'A file cannot be written into the chroot.',
    'The filesystem may lack what a system needs: permissions, links, long names.',
    'Use a filesystem such as ext4, XFS or btrfs.',
  ],
  CPIO_COMPRESS: [
    'The initramfs could not be compressed.',
    'The value of --compress is unknown.',
    'Use --compress none, gzip, zstd or xz.',
  ],
  CPIO_DAMAGED: [
    'A cpio archive cannot be read back.',
    'It has an entry that cannot be unpacked, or too many of them.',
    'Build it again.',
  ],
  CPIO_FILE_SIZE: [
    'A file is too large for an initramfs.',
    'The cpio format of the kernel (newc) holds files under 4 GiB.',
    'Exclude it, or build with -f ext2.',
  ],
  CPIO_NO_INIT: [
    'The appliance has no program /init.',
    'The kernel starts it as process 1 of an initramfs; without it nothing would happen.',
    'Add it with a base archive: a tarball that holds ./init, executable.',
  ],
  CPIO_WRITE: [
    'The initramfs cannot be written.',
    'The error has the reason of the system.',
    'Free some space, or choose another directory with -o.',
  ],
  EXT2_COMPRESS: [
    'A raw image cannot be compressed, or the compression is unknown.',
    'Only qcow2 has compression inside.',
    'Add --image qcow2, or leave out --compress.',
  ],
  EXT2_DAMAGED: [
    'An ext2 image is damaged.',
    'It was truncated, or was written to while it was in use.',
    "Look at it with 'e2fsck -fn', or build it again.",
  ],
  EXT2_DEVICE: [
    'A device has numbers that an ext2 inode cannot hold.',
    'Major numbers have 12 bits, minor ones 20.',
    'Exclude it.',
  ],
  EXT2_DIRECTORY: [
    'A directory would be hard-linked.',
    'A base archive or plugin asks for it, and no filesystem allows it.',
    'Correct the archive, or report it to the authors of the plugin.',
  ],
  EXT2_FEATURES: [
    'An ext2 image has features that cannot be read back.',
    'It was made by another program, with encryption, a backing file or similar.',
    'Mount it, and inspect the directory.',
  ],
  EXT2_FILE_SIZE: [
    'A file is too large for ext2, or to be read from an image at once.',
    'ext2 holds files of a little under 2 TiB.',
    'Exclude it; of an image, mount that, and look at the file there.',
  ],
  EXT2_IMAGE: [
    'The value of --image is unknown.',
    'Images are raw or qcow2.',
    'Use --image raw or qcow2.',
  ],
  EXT2_LINKS: [
    'A file has too many names, or a directory too many subdirectories.',
    'An ext2 inode counts at most 65000.',
    'Exclude some of them.',
  ],
  EXT2_LINK_TARGET: [
    'The target of a symbolic link is empty or too long.',
    'It has 1 to 4095 bytes on ext2.',
    'Correct or exclude the link.',
  ],
  EXT2_NAME: [
    'A file name is too long.',
    'A name on ext2 has at most 255 bytes.',
    'Rename or exclude the file.',
  ],
  EXT2_SIZE: [
    'The value of --size cannot be understood.',
    'It is a number with a unit, +N, or auto.',
    'Write such as 4G, 512M, +1G for that much free space, or auto.',
  ],
  EXT2_TOO_LARGE: [
    'The appliance does not fit into any ext2 image.',
    'The largest image is a little under 16 TiB.',
    'Exclude some of it.',
  ],
  EXT2_TOO_SMALL: [
    'The appliance does not fit into the image.',
    'Its files need more than --size; the error names what needs the most.',
    'Use --size auto or a larger one, or exclude some of it.',
  ],
  EXT2_UNREADABLE: [
    'Files for the image, or the image, cannot be read.',
    'This user does not have the permission.',
    'Exclude them, or run as a user who may read them.',
  ],
  OCI_ADD: [
    'A layout cannot be added to the image.',
    'It holds an image for the same architecture, or one of another kind.',
    'Add what -f oci has built of the same --kind, for other architectures.',
  ],
  OCI_BLOB: [
    'A blob of an OCI layout is truncated, corrupt or too large.',
    'It is not what its digest says.',
    'Build or download the image again.',
  ],
  OCI_COMPRESS: [
    'The compression of layers is unknown.',
    'Layers are compressed with gzip or zstd, or not at all.',
    'Use --compress gzip, zstd or none.',
  ],
  OCI_DISK: [
    'The filesystem of a disk image cannot be found.',
    'The plugin that writes ext2 is of another version.',
    'Install the same version of all supermin packages.',
  ],
  OCI_PROGRAM: [
    'The value of --program is not valid.',
    'It is an absolute path, or a JSON array of strings.',
    `Write such as '["/bin/sh", "-c", "date"]'.`,
  ],
  OCI_KERNEL: [
    'The kernel for the image cannot be read.',
    'Some distributions make kernels readable for root only.',
    'Build as root, or choose another one with --kernel.',
  ],
  OCI_KIND: [
    'The kind of image is unknown, or an option belongs to another kind.',
    'Images are containers or disks.',
    'Use --kind container or disk, with the options of that kind.',
  ],
  OCI_LAYOUT: [
    'A directory is not an OCI layout.',
    'Files such as oci-layout or index.json are missing or wrong.',
    'Pass the directory that -f oci, skopeo or a similar program wrote.',
  ],
  OCI_NAME: [
    'A file name begins with .wh.',
    'In an OCI image such a name means a deletion.',
    'Exclude the file.',
  ],
  OCI_REFERENCE: [
    'This cannot be the name of an image.',
    'Names have lower-case letters, digits and separators.',
    'Use NAME, NAME:TAG or REGISTRY/NAME:TAG.',
  ],
};
