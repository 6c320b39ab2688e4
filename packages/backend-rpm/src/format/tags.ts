/** Tags of rpm headers: RPMTAG_ in rpm's rpmtag.h. */
export const Tag = {
  /** The region that was signed when the package was built: everything but what installation adds. */
  immutable: 63,
  dsaHeader: 267,
  rsaHeader: 268,
  sha1Header: 269,
  sha256Header: 273,
  openPgp: 278,
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  buildTime: 1006,
  installTime: 1008,
  group: 1016,
  arch: 1022,
  fileSizes: 1028,
  fileStates: 1029,
  fileModes: 1030,
  fileDeviceNumbers: 1033,
  fileTimes: 1034,
  fileDigests: 1035,
  fileLinkTargets: 1036,
  fileFlags: 1037,
  fileUsers: 1039,
  fileGroups: 1040,
  sourceRpm: 1044,
  provideName: 1047,
  requireFlags: 1048,
  requireName: 1049,
  requireVersion: 1050,
  conflictName: 1054,
  triggerName: 1066,
  obsoleteName: 1090,
  fileDevices: 1095,
  fileInodes: 1096,
  provideFlags: 1112,
  provideVersion: 1113,
  directoryIndexes: 1116,
  baseNames: 1117,
  directoryNames: 1118,
  payloadCompressor: 1125,
  installColor: 1127,
  installTransaction: 1128,
  longFileSizes: 5008,
  fileCapabilities: 5010,
  fileDigestAlgorithm: 5011,
  recommendName: 5046,
  recommendVersion: 5047,
  recommendFlags: 5048,
  suggestName: 5049,
  supplementName: 5052,
  enhanceName: 5055,
  fileTriggerName: 5069,
  transFileTriggerName: 5079,
  payloadDigest: 5092,
  payloadDigestAlgorithm: 5093,
} as const;

/** Tags that mean something else in a package file's signature: RPMSIGTAG_. */
export const SignatureTag = {
  /** Of header and payload together. */
  md5: 1004,
} as const;

/** Types of header entries. */
export const Type = {
  char: 1,
  int8: 2,
  int16: 3,
  int32: 4,
  int64: 5,
  string: 6,
  binary: 7,
  stringArray: 8,
  i18nString: 9,
} as const;

/** RPMFILE_ bits of a file's flags. */
export const FileFlag = {
  config: 1 << 0,
  documentation: 1 << 1,
  missingOk: 1 << 3,
  noReplace: 1 << 4,
  ghost: 1 << 6,
} as const;

/** RPMSENSE_ bits of a dependency's flags. */
export const Sense = {
  less: 1 << 1,
  greater: 1 << 2,
  equal: 1 << 3,
  /** The comparison bits together. */
  mask: 0b1110,
  /** Old Mandriva: a requirement that is only a recommendation. */
  missingOk: 1 << 19,
  /** A feature of rpm itself. */
  rpmlib: 1 << 24,
} as const;
