export { encodeBdb } from './bdb-encoder.ts';
export { CLOSURES, CORNER_SET, FILES } from './corner-set.ts';
export {
  encodeHeader,
  int32,
  joinEntries,
  packageEntries,
  string,
  stringArray,
} from './header-encoder.ts';
export { encodeNdb } from './ndb-encoder.ts';
export {
  contentOf,
  type FileDescription,
  type FileMark,
  type PackageDescription,
  parseDependency,
} from './package-description.ts';
export {
  binary,
  cpioMember,
  cpioTrailer,
  encodePackage,
  fileNameOf,
  type PackageDigest,
  type PackageFileOptions,
} from './package-file.ts';
export { RpmRepository, type RpmRepositoryOptions } from './repository.ts';
export { FORMATS, type Format, finishRoot, makeRoot, type RootOptions } from './root.ts';
export { encodeSqlite } from './sqlite-encoder.ts';
export { writeFormat } from './write-format.ts';
