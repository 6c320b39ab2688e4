import type { Report } from '@supermin/core';
import { type FileTree, isProgram } from '@supermin/core/writer';

/** The guest init starts /init, for the kernel's command line in `vm.yaml` names no other program. */
export function warnWithoutInit(tree: FileTree, report: Report): void {
  if (isProgram(tree, '/init')) return;
  report({
    kind: 'warning',
    text: 'the appliance has no program /init, and its VM ends as soon as it has started',
    hint: 'add it with a base archive (a tarball that holds ./init), executable',
  });
}
