/**
 * What every backend needs: a backend hands in its package manager's own rules (`PackageManager`) and gets the database that
 * the plugin contract asks for.
 *
 * @module
 */

export type { Compression } from '../appliance/compression.ts';
export { compressionOf, readDecompressed } from '../appliance/decompress.ts';
export type { ArchiveMember } from '../archive/member.ts';
export { readNewc } from '../archive/read-newc.ts';
export { type ReadTarOptions, readTar } from '../archive/read-tar.ts';
export { readable } from '../errors/attempt.ts';
export { compilePattern } from '../match/fnmatch.ts';
export { HostGlob } from '../match/host-glob.ts';
export { type ConfiguredPath, configuredPath } from '../plugin/configured-path.ts';
export { pipeProgram } from '../process/pipe.ts';
export { textFile } from '../tree/text-file.ts';
export { addressPath } from './address-path.ts';
export { CHOSEN, readAlternatives } from './alternatives.ts';
export { appendTo } from './append-to.ts';
export { type ReadMembers, readArchiveFiles } from './archive-files.ts';
export { byId } from './by-id.ts';
export { type DependencyRules, resolveClosure } from './closure.ts';
export type { ConfigFile, ConfigFileSource } from './config-files.ts';
export { configureTools } from './configure/errors.ts';
export {
  CONFIGURATION_FILE,
  installElsewhere,
  type OwnInstallation,
  TARGET,
  withPackageFiles,
} from './configure/install-elsewhere.ts';
export { DISCARDED, EMPTIED } from './configure/leftovers.ts';
export { newestOf } from './configure/newest-of.ts';
export { digested } from './digested.ts';
export { archiveDamaged, notBelowRoot, warnUnread } from './errors.ts';
export { FileListCache } from './file-list-cache.ts';
export { FileOwners, type Owner } from './file-owners.ts';
export { followAll } from './follow-all.ts';
export { listedPackage, type PackageIndexFacts } from './listed-package.ts';
export { allOf, anyOf, type Need, oneOf } from './need.ts';
export { packageDatabase } from './package-database.ts';
export type { PackageManager } from './package-manager.ts';
export { type PackageUrlParts, packageUrl } from './package-url.ts';
export { permitted } from './permitted.ts';
export { readSourceFile } from './read-source-file.ts';
export {
  fromUnknown,
  indexDamaged,
  indexOld,
  nameUnknown,
  packageDamaged,
} from './repository-errors.ts';
export { SignatureErrors, type SignatureHints, TAMPERED } from './signatures/errors.ts';
export { isFresh, mayKeep, newestIndex, warnOffline } from './signatures/newest-index.ts';
export { type SeenIndex, SeenIndexes } from './signatures/seen-indexes.ts';
export { type Signed, type Signers, verifiedContent, verifyFile } from './signatures/verify.ts';
export { type KeptShape, keptArrays } from './tables/kept-arrays.ts';
export { NameNumbers } from './tables/name-numbers.ts';
export { NameTable } from './tables/name-table.ts';
export { type FilePart, unpackPart } from './unpack-part.ts';
export { unpackedIndex } from './unpacked-index.ts';
export { UnusablePackages } from './unusable-packages.ts';
export { compareRuns, isLetterAt, nextRun, runAt } from './version-runs.ts';
