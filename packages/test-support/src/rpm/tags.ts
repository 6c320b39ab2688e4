/** Tags of rpm headers: RPMTAG_ in rpm's rpmtag.h. Not the product's own: a wrong number there has to be noticed. */
export const Tag = {
  /** The region that was signed when the package was built: everything but what installation adds. */
  immutable: 63,
  sha1Header: 269,
  sha256Header: 273,
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  arch: 1022,
  fileModes: 1030,
  fileDigests: 1035,
  fileLinkTargets: 1036,
  fileFlags: 1037,
  sourceRpm: 1044,
  provideName: 1047,
  requireFlags: 1048,
  requireName: 1049,
  requireVersion: 1050,
  provideFlags: 1112,
  provideVersion: 1113,
  directoryIndexes: 1116,
  baseNames: 1117,
  directoryNames: 1118,
  fileDigestAlgorithm: 5011,
  recommendName: 5046,
  recommendVersion: 5047,
  recommendFlags: 5048,
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
