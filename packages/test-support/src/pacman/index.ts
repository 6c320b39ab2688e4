export { CLOSURES, CONFIG_FILES, CORNER_SET, FILES } from './corner-set.ts';
export { encodeDesc, encodeFiles, writeEntry } from './local-database.ts';
export { MTIME, type PackageDescription } from './package-description.ts';
export {
  type Compression,
  fileName,
  makePackageFile,
  packageInfo,
  packFiles,
} from './package-file.ts';
export { configuration, installPackages } from './pacman.ts';
export { type PackedPackage, writeRepository } from './repository.ts';
export { makeRoot, writeOsRelease } from './root.ts';
export { ScratchPacman } from './scratch-pacman.ts';
export { SignedRepository, type SignedRepositoryOptions } from './signed-repository.ts';
