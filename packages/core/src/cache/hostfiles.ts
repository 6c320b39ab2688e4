import type { BytePath } from '../path/byte-path.ts';
import type { Signature } from './signature.ts';

/** What hostfiles matched when the output was built; paths are the host's. */
export interface HostfilesRecord {
  patterns: string[];
  /** Directories that patterns looked into. */
  directories: [BytePath, Signature][];
  /**
   * What patterns looked for and did not find. While this, and the directories, stay the same, the patterns match
   * what they matched.
   */
  misses: [BytePath, Signature][];
  /** The files that matched. */
  matches: [BytePath, Signature][];
}

/** Of an appliance without patterns. */
export const NO_HOSTFILES: HostfilesRecord = {
  patterns: [],
  directories: [],
  misses: [],
  matches: [],
};
