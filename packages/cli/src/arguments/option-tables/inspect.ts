import type { OptionSpec } from '../option-spec.ts';

/** What `inspect` shows. */
export const INSPECT_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'format',
    short: 'f',
    value: 'FORMAT',
    commands: ['inspect'],
    help: 'format of the output (default: it is recognized)',
  },
  {
    name: 'files',
    commands: ['inspect'],
    help: 'list every file; packages that are not installed are downloaded for it',
  },
  {
    name: 'sbom',
    value: 'spdx|cyclonedx',
    kind: 'choice',
    commands: ['inspect'],
    help: 'print a software bill of materials: SPDX 2.3 or CycloneDX 1.6, as JSON',
  },
  {
    name: 'size',
    commands: ['inspect'],
    help: 'print an HTML page that shows what takes up the space',
  },
];
