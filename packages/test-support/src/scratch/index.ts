export { removeDirectories } from './remove-directories.ts';
export { scratchDirectory } from './scratch-directory.ts';
export { writeFiles } from './write-files.ts';
