import type { Rows } from '../explanation.ts';

/** Outputs, temporary files and locks. */
export const OUTPUT: Rows = {
  OUTPUT_OPTION: [
    'The output is missing.',
    'The commands that write take it from option -o.',
    'Add -o DIR (modules: -o FILE).',
  ],
  FORMAT_MISSING: [
    'The format of the output is missing.',
    'build does not choose one by itself.',
    "Add -f ext2, or another format: 'supermin plugins' lists those that are installed.",
  ],
  OUTPUT_DENIED: [
    'This user may not write the output there, or nobody may: it is /.',
    'The permissions of the directory, or of one above it, forbid it.',
    'Choose another output directory with -o, or change the permissions.',
  ],
  OUTPUT_PARENT: [
    'The directory that the output should be made in does not exist.',
    'Only the last component of -o is made.',
    'Make the directory above it first, or correct the path.',
  ],
  OUTPUT_NOT_DIRECTORY: [
    'The output is a file where a directory has to be.',
    'Something of that name exists already.',
    'Choose another name with -o, or remove the file.',
  ],
  OUTPUT_OCCUPIED: [
    'The output holds something that supermin has not written.',
    'An output is replaced as a whole, so other contents would be lost.',
    'Choose another output with -o, or replace its contents with --force.',
  ],
  OUTPUT_PRECIOUS: [
    'The output directory is one that is never replaced.',
    "It is or holds the home directory, the current directory or an input, or it is a directory of this machine's packages.",
    'Choose another output directory with -o. --force does not change this.',
  ],
  OUTPUT_MOUNT: [
    'The output is or holds a mounted filesystem.',
    'An output is replaced by a rename, which a mount point does not allow.',
    "Run 'umount' on it first, or choose a directory below it.",
  ],
  OUTPUT_HOLDS_INPUT: [
    'An input lies in the output directory.',
    'The contents of the output directory are replaced.',
    'Choose another output directory with -o.',
  ],
  OUTPUT_IN_INPUT: [
    'The output directory lies in the appliance that is read.',
    'The next build would take the output for a part of the appliance.',
    'Choose another output directory with -o.',
  ],
  OUTPUT_STREAM: [
    'The output cannot be written to standard output.',
    'Only formats that are one file can, and not to a terminal.',
    'Choose a directory with -o DIR, or redirect standard output.',
  ],
  WRITER_STREAM: [
    'The format cannot be written as a stream.',
    'Its output is a directory with several files.',
    'Choose an output directory.',
  ],
  NO_SPACE: [
    'The filesystem has no space left, or the quota of this user is used up.',
    'Outputs are written beside their place first, so an old and a new one exist at once; large temporary files are in TMPDIR.',
    'Free some space, or choose another filesystem with -o or TMPDIR.',
  ],
  FILE_SIZE_LIMIT: [
    'A file would be larger than the filesystem or the limit of this process allows.',
    "FAT filesystems have a limit of 4 GiB; 'ulimit -f' shows that of the process.",
    "Run 'ulimit -f unlimited', make a smaller output, or choose another filesystem.",
  ],
  OPEN_FILES_LIMIT: [
    'This process, or the system, may not open more files.',
    "The limit of processes is shown by 'ulimit -n', that of the system by 'sysctl fs.file-max'.",
    "Raise it, such as with 'ulimit -n 1024'.",
  ],
  READ_ONLY_FILESYSTEM: [
    'The filesystem is read-only.',
    'It was mounted so, or the kernel made it so after an error of the disk.',
    'Choose another filesystem, or mount this one read-write.',
  ],
  INPUT_OUTPUT_ERROR: [
    'The system could not read or write a file.',
    'The disk, or the server that the files are on, reports errors.',
    "Look at what 'dmesg' shows.",
  ],
  TMPDIR_DENIED: [
    'No temporary directory can be made.',
    'This user may not write to TMPDIR (default /var/tmp), or it is full.',
    'Set TMPDIR to a directory that you may write to.',
  ],
  TMPDIR_RELATIVE: [
    'TMPDIR is a relative path.',
    'Programs that are started in other directories would take it for another one.',
    'Set it to an absolute path, or unset it.',
  ],
  LOCK_FILE: [
    'The file of --lock cannot be locked.',
    'This user may not open it, or its filesystem has no locks.',
    'Choose another file with --lock.',
  ],
  LOCK_TIMEOUT: [
    'The file of --lock was locked for longer than --lock-timeout.',
    'Another build holds it.',
    'Wait for it, or give a longer --lock-timeout.',
  ],
  SOURCE_DATE_EPOCH: [
    'SOURCE_DATE_EPOCH is not a number of seconds.',
    'The variable holds something else than decimal digits.',
    'Set it to seconds since 1970, such as $(date +%s), or unset it.',
  ],
  CACHE_LIMIT: [
    'The limit of the cache is not a size.',
    'SUPERMIN_CACHE_LIMIT, or an option, has another value than a number with a unit.',
    'Write a number of bytes, or a size such as 500M or 20G.',
  ],
  CACHE_FULL: [
    'What is in use leaves no room below the limit of the cache.',
    'Several VMs run at the same time, or the limit is small. The appliance is built for its VM alone, or the VM is not saved for later ones.',
    'Nothing has to be done. Set SUPERMIN_CACHE_LIMIT to a larger size for faster starts.',
  ],
  CACHE_WRITE: [
    'The cache cannot be written to, and run needs it for the appliance.',
    'The disk is full, or the directory belongs to somebody else.',
    'Make room, or set XDG_CACHE_HOME to another directory.',
  ],
  CACHE_UNSAFE: [
    'The cache directory is not safe to use.',
    'It belongs to another user, or others may write to it; what lies there could be anything.',
    'Remove it, or set XDG_CACHE_HOME to a directory of your own.',
  ],
  CACHE_MISSING: [
    'There is no directory to keep downloaded packages in.',
    'Neither XDG_CACHE_HOME nor HOME is set.',
    'Set one of them to a directory of your own.',
  ],
  LAYER_DAMAGED: [
    'Unpacked packages or layers in the cache are not as they were written.',
    'Something has changed them.',
    'Run the command again: it makes them anew.',
  ],
  LAYER_SIZE: [
    'A package, or a layer of a container image, unpacks to more than is allowed.',
    'The archive is not what its repository says, forged, or very large.',
    'Do without the package or image, or report it to those whom you have it from.',
  ],
};
