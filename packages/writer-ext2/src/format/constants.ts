/** Bytes a block. Larger than this no Linux page of 4 KiB can hold, smaller ones only cost speed. */
export const BLOCK_SIZE = 4096;

/** Bits of one bitmap block: the most blocks, and the most inodes, that one group can have. */
export const BITS_PER_BLOCK = 8 * BLOCK_SIZE;

/** Blocks of every group but the last. */
export const BLOCKS_PER_GROUP = BITS_PER_BLOCK;

/** Block numbers in one indirect block. */
export const POINTERS_PER_BLOCK = BLOCK_SIZE / 4;

/** Bytes an inode: the classic 128, and room for wide times and small extended attributes. */
export const INODE_SIZE = 256;

export const INODES_PER_BLOCK = BLOCK_SIZE / INODE_SIZE;

/** Bytes a group descriptor. */
export const DESCRIPTOR_SIZE = 32;

/** Where the superblock starts, in bytes from the start of the image. */
export const SUPERBLOCK_OFFSET = 1024;

/** Inode numbers that the format gives a meaning. */
export const ROOT_INODE = 2;
export const RESIZE_INODE = 7;
/** The first that is not reserved; e2fsck expects to find lost+found there, as mke2fs leaves it. */
export const FIRST_INODE = 11;

/**
 * Most names (or, for a directory, 2 and its subdirectories) of one inode: Linux's EXT4_LINK_MAX; more subdirectories
 * need the feature dir_nlink, which ext2 does not have.
 */
export const MAXIMUM_LINKS = 65_000;

/** Largest file in bytes: i_blocks counts 512-byte units, indirect blocks included, in 32 bits. */
export const MAXIMUM_FILE_SIZE = 2_194_719_883_264;

/** Largest target of a symbolic link, in bytes: PATH_MAX less the final NUL. */
export const MAXIMUM_LINK_TARGET = 4095;

/** Largest target, in bytes, that is kept in the inode itself: the 60 bytes of i_block hold a final NUL, too. */
export const MAXIMUM_FAST_LINK_TARGET = 59;

export const MAXIMUM_NAME = 255;
