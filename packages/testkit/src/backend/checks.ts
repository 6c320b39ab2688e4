import type { Check } from '../support/check.ts';
import { closedChecks } from './checks/closed.ts';
import { closureChecks } from './checks/closure.ts';
import { contentsChecks } from './checks/contents.ts';
import { damageChecks } from './checks/damage.ts';
import { findChecks } from './checks/find.ts';
import { pristineChecks } from './checks/pristine.ts';
import { rootChecks } from './checks/root.ts';
import type { BackendSubject } from './subject.ts';

/** Every promise of a backend, to be run one by one. */
export const backendChecks: readonly Check<BackendSubject>[] = [
  ...rootChecks,
  ...findChecks,
  ...closureChecks,
  ...contentsChecks,
  ...pristineChecks,
  ...closedChecks,
  ...damageChecks,
];
