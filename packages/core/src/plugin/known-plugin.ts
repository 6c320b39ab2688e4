import { attempt } from '../errors/attempt.ts';
import type { Host } from '../host/host.ts';

/** A plugin that a program knows of, installed or not: for hints only. Which ones there are, core does not know. */
export interface KnownPlugin {
  /** Of its npm package. */
  name: string;
  /** The package manager that its backend reads. */
  backend?: string;
  /** Files and directories of a root whose presence tells that it has this package manager. */
  traces?: readonly string[];
  /** Endings of the files that it installs from. */
  packageFiles?: readonly string[];
  /** What its writer writes, with all names of it. */
  formats?: readonly string[];
  /** What others call its format, where that is no name of it: `docker` is `oci`. */
  calledElsewhere?: readonly string[];
}

/** A format by what others call it; undefined if none is known. */
export function formatMeant(known: readonly KnownPlugin[], word: string): string | undefined {
  return known.find(({ calledElsewhere }) => calledElsewhere?.includes(word))?.formats?.[0];
}

/** The package that writes a format; undefined if none is known. */
export function knownWriter(known: readonly KnownPlugin[], format: string): string | undefined {
  return known.find(({ formats }) => formats?.includes(format))?.name;
}

/** The package that reads a package manager; undefined if none is known. */
export function knownBackend(known: readonly KnownPlugin[], manager: string): string | undefined {
  return known.find(({ backend }) => backend === manager)?.name;
}

/** The package that reads what lies under a root; of several, the first. */
export function knownBackendFor(known: readonly KnownPlugin[], host: Host): string | undefined {
  return known.find(({ traces = [] }) => traces.some((path) => attempt(() => host.stat(path))))
    ?.name;
}
