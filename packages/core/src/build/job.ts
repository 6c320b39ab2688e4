import type { RecordStore } from '../cache/build-record.ts';
import type { BytePath } from '../path/byte-path.ts';
import type { CallContext } from '../plugin/contract.ts';
import type { BuildOptions } from './options.ts';

/** A build on its way: its options with the defaults filled in. */
export interface Job extends CallContext {
  options: BuildOptions;
  /** Every input file, in reading order. */
  inputs: BytePath[];
  facts: Record<string, string>;
  records: RecordStore | undefined;
}
