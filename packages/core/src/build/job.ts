import { listInputs } from '../appliance/inputs.ts';
import { RecordStore } from '../cache/build-record.ts';
import { localHost } from '../host/local-host.ts';
import type { BytePath } from '../path/byte-path.ts';
import type { CallContext } from '../plugin/contract.ts';
import { type BuildOptions, buildFacts, layeredRootOf } from './options.ts';

/** A build on its way: its options with the defaults filled in. */
export interface Job extends CallContext {
  options: BuildOptions;
  /** Every input file, in reading order. */
  inputs: BytePath[];
  facts: Record<string, string>;
  records: RecordStore | undefined;
  /** Who the writers are that the writer has asked for so far, by format: see `identityOf()`. */
  wrapped: Record<string, string>;
}

export function newJob(given: BuildOptions): Job {
  // What is unpacked is as its package has it.
  const options = given.lockedRoot === undefined ? given : { ...given, includeConfig: true };
  const host = layeredRootOf(options)?.host ?? options.host ?? localHost();
  return {
    options,
    host,
    signal: options.signal ?? new AbortController().signal,
    report: options.report ?? (() => {}),
    inputs: listInputs(options.inputs),
    facts: buildFacts(options, host),
    records:
      options.cacheDirectory === undefined ? undefined : new RecordStore(options.cacheDirectory),
    wrapped: {},
  };
}
