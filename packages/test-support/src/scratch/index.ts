export { openScratchFiles } from './open-scratch-files.ts';
export { removeDirectories } from './remove-directories.ts';
export { scratchDirectory } from './scratch-directory.ts';
export { writeFiles } from './write-files.ts';
