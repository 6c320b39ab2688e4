import type { Check } from '../support/check.ts';
import { abortChecks } from './checks/abort.ts';
import { attributeChecks } from './checks/attributes.ts';
import { contentChecks } from './checks/content.ts';
import { declarationChecks } from './checks/declarations.ts';
import { reproducibleChecks } from './checks/reproducible.ts';
import { sourceChecks } from './checks/sources.ts';
import type { WriterSubject } from './subject.ts';

/** Every promise of a writer, to be run one by one. */
export const writerChecks: readonly Check<WriterSubject>[] = [
  ...declarationChecks,
  ...contentChecks,
  ...attributeChecks,
  ...sourceChecks,
  ...reproducibleChecks,
  ...abortChecks,
];
