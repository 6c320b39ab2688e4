import type { BytePath } from '@supermin/core';
import type { FileIdentity } from './file-identity.ts';

/** Which template a VM can go on from. */
export interface TemplateKey {
  /** The name of its directory. */
  name: string;
  /** What it follows from that can change under the same name. */
  inputs: [BytePath, FileIdentity][];
}
