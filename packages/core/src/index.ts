/**
 * For programs: the two jobs, plugins that are found and loaded, the plugin contract, errors, paths. What backends and writers
 * need besides is in `@supermin/core/backend` and `@supermin/core/writer`, OCI images in `@supermin/core/oci`; no name is in two of them.
 *
 * @module
 */

export { ContentStore } from './appliance/content-store.ts';
export { encodeTar, type NewMember } from './archive/write-tar.ts';
export type { ArtifactOptions } from './artifact/artifact-options.ts';
export { type KeptOptions, withKeptAppliance } from './artifact/kept-appliance.ts';
export { type PullOptions, pullAppliance } from './artifact/pull.ts';
export { pushAppliance } from './artifact/push.ts';
export { build } from './build/build.ts';
export type { BuildOptions, BuildRequest, BuildResult } from './build/options.ts';
export { type PlannedBuild, type PlanOptions, planBuild } from './build/plan-build.ts';
export { type StreamBuildOptions, streamBuild } from './build/stream-build.ts';
export type { BuildRecord } from './cache/build-record.ts';
export { type CacheEnvironment, cacheDirectory } from './cache/cache-directory.ts';
export { type CacheEntry, cacheEntries } from './cache/cache-entries.ts';
export { cacheLimit, parseCacheLimit } from './cache/cache-limit.ts';
export { entryName } from './cache/entry-removal.ts';
export { EntryUses } from './cache/entry-uses.ts';
export { cacheName, FileCache } from './cache/file-cache.ts';
export { isOwn, isOwnDirectory, ownDirectory } from './cache/own-directory.ts';
export { clearCache, type PrunedCache, pruneCache } from './cache/prune-cache.ts';
export { recordOf } from './cache/record-of.ts';
export { isCacheFull, type TakeRoom, withRoom } from './cache/room.ts';
export { SYNC_AGE } from './cache/sync-outputs.ts';
export { tidyCache } from './cache/tidy-cache.ts';
export { isTrustedFile, trustedDirectory } from './cache/trusted-directory.ts';
export { imageReferenceInvalid } from './container-image/errors.ts';
export type { ImageConfig } from './container-image/image-config.ts';
export type { ImageOptions } from './container-image/image-options.ts';
export { type ImageRoot, imageRoot } from './container-image/image-root.ts';
export { inspectImage } from './container-image/inspect/inspect-image.ts';
export { inspectLayout } from './container-image/inspect/inspect-layout.ts';
export { NO_PACKAGES } from './container-image/no-packages.ts';
export {
  type ImageReference,
  isImageReference,
  parseImageReference,
} from './container-image/reference.ts';
export type { RemoteFile } from './download/fetch-file.ts';
export type { ProxyEnvironment } from './download/proxy.ts';
export { attempt, readable } from './errors/attempt.ts';
export { nearestName } from './errors/nearest.ts';
export {
  type ErrorDetails,
  isSuperminError,
  SuperminError,
  systemErrorCode,
} from './errors/supermin-error.ts';
export { thrownText } from './errors/thrown-text.ts';
export {
  describeFailure,
  isFull,
  isOutOfFiles,
  naming,
  reasonOf,
  type Shortage,
} from './errors/write-failure.ts';
export type { Report, SuperminEvent } from './events/event.ts';
export { say, timed } from './events/event.ts';
export { Pacer } from './events/pacer.ts';
export { cpuOf } from './host/cpu.ts';
export type { FileStatus, FileType, Host } from './host/host.ts';
export { localHost } from './host/local-host.ts';
export { type OsRelease, readOsRelease } from './host/os-release.ts';
export { pathOutside, shownPath } from './host/place.ts';
export { Allowance } from './layers/allowance.ts';
export { ChangedMembers, type ChangeNotes, type ChangesOptions } from './layers/changed-members.ts';
export type { Layer, LayerNotes } from './layers/layer.ts';
export { LayerStore } from './layers/layer-store.ts';
export type { LayeredRoot } from './layers/layered-root.ts';
export { treeHost } from './layers/tree-host.ts';
export { LockFile, type LockOptions } from './lock/lock-file.ts';
export type { PackageOf } from './output/guard-output.ts';
export { openNameless } from './output/nameless-file.ts';
export { bootId, ownerTag } from './output/owner-tag.ts';
export { removeTree } from './output/remove-tree.ts';
export { replaceFile } from './output/replace-file.ts';
export {
  DEFAULT_TEMPORARY_DIRECTORY,
  makeTemporaryDirectory,
  withTemporaryDirectory,
} from './output/temporary-directory.ts';
export { absolutePath } from './path/absolute-path.ts';
export {
  type BytePath,
  baseName,
  compareBytes,
  displayPath,
  fromUnicode,
  joinPath,
  parentPath,
  toSystemPath,
} from './path/byte-path.ts';
export { realPath } from './path/real-path.ts';
export { completeOptions, type OptionOwner } from './plugin/complete-options.ts';
export * from './plugin/contract.ts';
export { type Detection, type DetectOptions, detectBackend } from './plugin/detect.ts';
export {
  checkFiles,
  type DiscoverOptions,
  type Discovery,
  discoverPlugins,
  type FoundPlugin,
  type RejectedPlugin,
  readManifests,
} from './plugin/discover.ts';
export { distributionName } from './plugin/distribution-name.ts';
export type { FoundBackend, FoundWriter } from './plugin/found.ts';
export { installHint } from './plugin/install-hint.ts';
export type { KnownPlugin } from './plugin/known-plugin.ts';
export type { Lazy } from './plugin/load-plugin.ts';
export type * from './plugin/manifest.ts';
export { parseManifest } from './plugin/manifest.ts';
export { openDatabase } from './plugin/open-database.ts';
export type { OptionManifest, OptionType } from './plugin/option-manifest.ts';
export {
  type PluginCheck,
  type PluginImport,
  Registry,
  type RegistryOptions,
} from './plugin/registry.ts';
export { pluginRoots } from './plugin/roots.ts';
export { lastingName } from './prepare/lasting-name.ts';
export { type PrepareOptions, prepare } from './prepare/prepare.ts';
export { isForeground } from './process/foreground.ts';
export type { PipeOptions } from './process/pipe.ts';
export { runProgram } from './process/run.ts';
export type { ProgramOptions, RunOptions, RunResult } from './process/run-options.ts';
export { type CreateLockOptions, createLock } from './repository/create-lock.ts';
export { type FetchLayersOptions, fetchLayers } from './repository/fetch-layers.ts';
export { findLock } from './repository/find-lock.ts';
export { encodeLock, type Lock, lockDigest, parseLock } from './repository/lock.ts';
export { LockedPackages, type LockedRoot, lockedRoot } from './repository/locked-root.ts';
export { namesOf } from './repository/names-of.ts';
export { fetchPackageFiles } from './repository/package-files.ts';
export { type PrepareLockOptions, prepareLock } from './repository/prepare-lock.ts';
export type { RepositoryOptions } from './repository/repository-options.ts';
export { type UnopenedRoot, unopenedRoot } from './repository/unopened-root.ts';
export { firstFew } from './text/first-few.ts';
export { humanSize } from './text/human-size.ts';
export { withoutOctalEscapes } from './text/octal-escapes.ts';
export { ownEntry } from './text/own-entry.ts';
export { sha256 } from './text/sha256.ts';
export { table } from './text/table.ts';
