import type { Rows } from '../explanation.ts';

/** Reading small appliances: lists of packages, hostfiles, excludefiles, base archives. */
export const APPLIANCE: Rows = {
  INPUT_MISSING: [
    'An input file or directory does not exist, or none was given.',
    'The path is misspelled, or the appliance has not been made yet.',
    "Pass the directory or the files that 'supermin prepare' wrote.",
  ],
  INPUT_UNREADABLE: [
    'An input of the appliance cannot be read.',
    'The permissions of the file, or of a directory above it, do not let this user read it.',
    'Change the permissions, or run as a user who may read it.',
  ],
  INPUT_KIND: [
    'A file of the appliance is of no type that an appliance can hold.',
    'Lists of packages, hostfiles, excludefiles and archives (tar, cpio in the newc format) are recognized by their content; devices, sockets and other files are not.',
    "Remove the file; make an old cpio archive again with 'cpio -o -H newc' or as a tar archive.",
  ],
  INPUT_COUNT: [
    'The inputs are more files than an appliance can have.',
    'An appliance is a handful of files; most likely this is another directory.',
    "Pass the directory that 'supermin prepare' wrote.",
  ],
  INPUT_SIZE: [
    'The text files of the appliance are too long.',
    'Lists of packages and patterns are short; a large file was probably taken for one of them.',
    'Look whether the file belongs to the appliance. Content goes into a tar archive.',
  ],
  INPUT_LINE: [
    'A line of a list is longer than any path, pattern or package name.',
    'The file is not a list, or its line ends are missing.',
    'Look whether the file belongs to the appliance, and put one entry on each line.',
  ],
  INPUT_COMMENT: [
    'A line of a list of packages looks like a comment.',
    'Lists of packages have no comments: each line is a name.',
    'Remove the line.',
  ],
  INPUT_EXCLUDE: [
    "A line of an excludefile does not begin with '-'.",
    "The first line decides what a file is. After a first line with '-' all lines are exclusions.",
    'Write -PATTERN on each line, and put packages or hostfiles into files of their own.',
  ],
  INPUT_LOOP: [
    'A symbolic link in the appliance leads back to itself.',
    'The link, or a directory that it names, contains the link.',
    'Remove the link from the appliance.',
  ],
  PATTERN_LENGTH: [
    'A pattern of a hostfile or an excludefile is too long.',
    'Patterns are limited so that matching them cannot take unlimited time.',
    'Use a shorter pattern, or several.',
  ],
  PATTERN_MATCHES: [
    'Hostfiles look at more files than is allowed.',
    'Patterns such as /*/*/* visit whole filesystems.',
    'Use patterns with fewer components that match everything.',
  ],
  HOST_FILE_TYPE: [
    'A file of this machine that has to be a regular file is something else.',
    'A directory, device or socket has the name of a file that is read.',
    'Remove it, or leave it out of the hostfiles.',
  ],
  FILE_ENDLESS: [
    'A file that the kernel makes while it is read has no end.',
    'Hostfiles match files below /proc or /sys.',
    'Leave it out of the hostfiles.',
  ],
  FILES_UNREADABLE: [
    'Files of packages cannot be read by this user, and --strict is in effect.',
    'Some files, such as /etc/shadow, are only for root.',
    'Build as root, exclude these files, or leave out --strict: then they are missing, with a warning.',
  ],
  SOURCE_CHANGED: [
    'A file changed while it was copied.',
    'Something writes to it: the package manager, or a program that writes a log or a database.',
    'Wait until it has finished, and build again. Exclude files that always change.',
  ],
  APPLIANCE_COMPRESSION: [
    'A compressed file of the appliance cannot be unpacked.',
    'It is truncated or corrupt, or something else was appended to it.',
    'Make or download the file again.',
  ],
  ARCHIVE_DAMAGED: [
    'A base archive is truncated or corrupt.',
    'It was not written to its end, or several archives of different kinds were joined.',
    'Make the archive again; of several, make one.',
  ],
  ARCHIVE_MEMBER: [
    'A member of a base archive cannot be taken into an appliance.',
    'Its name leads out of the archive, or its kind (a sparse file of an old format, for example) is not supported.',
    'Make the archive again with GNU tar or bsdtar, without this member if need be.',
  ],
  ARCHIVE_SIZE: [
    'A base archive, or a layer of a container image, has too many members, or too long names.',
    'Their number, and what names and attributes have together, is limited: all of it takes memory.',
    'Leave out what the appliance does not need.',
  ],
  ARCHIVE_VOLUME: [
    'A base archive is a later volume of a multi-volume archive.',
    'It begins in the middle of a file.',
    'Extract all volumes with tar --multi-volume, and make one archive of them.',
  ],
  TREE_LINK_LOOP: [
    'A path of the appliance leads through too many symbolic links.',
    'Links of base archives and packages lead to each other.',
    'Find the links that lead to each other, and exclude one of them.',
  ],
  TREE_NOT_DIRECTORY: [
    'A path has to be a directory, and something else has brought a file of that name.',
    'Base archives or packages conflict on this path.',
    'Exclude one of them, or correct the base archive.',
  ],
  TREE_PATH: [
    'A path is none that Linux can hold.',
    'A component is longer than 255 bytes, the path longer than 4095, or it has a NUL byte.',
    'Correct or exclude what brings it.',
  ],
  NEWC_NAME: [
    'A name cannot go into a cpio archive.',
    'It is empty, too long, or contains a NUL byte.',
    'Rename or exclude the file.',
  ],
  NEWC_TOO_LARGE: [
    'A file is too large for a cpio archive.',
    'The newc format has 32 bits for the size of a file: at most 4 GiB less one byte.',
    'Exclude the file, or build with -f ext2.',
  ],
  NEWC_FIELD: [
    'A number does not fit into a cpio header, or a header has a wrong one.',
    'A header has 32 bits for each number; in an archive that is read it is corrupt.',
    'Make the archive again; exclude the file that is named.',
  ],
  NEWC_BODY: [
    'A file had more or fewer bytes than its size said.',
    'It changed while it was copied.',
    'Wait until nothing writes to it, and build again.',
  ],
  NEWC_LINKS: [
    'A hard-linked file has more or fewer names than announced.',
    'The program that writes the archive did not add all of them.',
    'This is a bug in that program; report it to its authors.',
  ],
  NEWC_FINISHED: [
    'Something was added to a cpio archive that is already complete.',
    'The program that writes the archive added to it after its end.',
    'This is a bug in that program; report it to its authors.',
  ],
  NEWC_PASSED: [
    'The content of a cpio member was asked for too late.',
    'An archive is read in order, and the reader was already past it.',
    'This is a bug in the program that reads it; report it to its authors.',
  ],
  NEWC_STRIPPED: [
    "The cpio archive has a header of rpm's own variant.",
    'rpm packages with files over 4 GiB have archives that cannot be read without the header of the package.',
    "Use an ordinary cpio archive: 'cpio -o -H newc'.",
  ],
  NEWC_MAGIC: [
    'Where a cpio header should be, there is none of the newc format.',
    'The archive is corrupt, or of an older cpio format.',
    "Make it again: 'cpio -o -H newc'.",
  ],
  NEWC_TRUNCATED: [
    'A cpio archive ends before its end.',
    'It was not written or downloaded completely.',
    'Make or download it again.',
  ],
  NEWC_CHECKSUM: [
    'The checksum of a cpio member does not match its content.',
    'The archive is corrupt.',
    'Make or download it again.',
  ],
  NEWC_LIMIT: [
    'A member of a cpio archive is larger than is taken there.',
    'What is read into memory has a limit.',
    'Leave it out of the archive.',
  ],
};
