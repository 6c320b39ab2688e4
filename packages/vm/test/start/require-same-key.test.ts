import { renameSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { requireSameKey } from '../../src/start/require-same-key.ts';
import { templateKeyOf } from '../../src/start/template-key-of.ts';
import { PassingFailure } from '../../src/template/passing-failure.ts';
import { applianceFiles, planOf } from './plan.ts';

it('an appliance that is replaced while its VM is started fails this time only', () => {
  const appliance = applianceFiles();
  const plan = planOf({ appliance });
  const method = { accelerator: 'tcg', kernel: appliance.kernel } as const;
  const key = templateKeyOf(plan, method);
  expect(() => requireSameKey(plan, method, key)).not.toThrow();
  writeFileSync(`${appliance.root}.new`, 'root');
  renameSync(`${appliance.root}.new`, appliance.root);
  expect(() => requireSameKey(plan, method, key)).toThrow(PassingFailure);
});
