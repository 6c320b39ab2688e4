/** RFC 4880, section 9.4, by Node.js's names; rpm has used MD5 (up to 4.5), SHA-1 and SHA-256. */
export const DIGEST_ALGORITHMS: ReadonlyMap<number, string> = new Map([
  [1, 'md5'],
  [2, 'sha1'],
  [8, 'sha256'],
  [9, 'sha384'],
  [10, 'sha512'],
  [11, 'sha224'],
]);
