/** How contenders are called in tables and targets. */
export const OURS = 'supermin 6';
export const SUPERMIN5 = 'supermin 5';
export const MKE2FS = 'mke2fs -d';
export const COPY = 'cp -a';
export const CPIO = 'find and cpio -o';
export const TAR_GZIP = 'tar | gzip -6';
export const PLAIN_COPY = 'cp of the archive';

/** Debian's own. */
export const SUPERMIN5_PATH = '/usr/bin/supermin';
