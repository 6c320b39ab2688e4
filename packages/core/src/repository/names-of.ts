import { listInputs } from '../appliance/inputs.ts';
import { readAppliance } from '../appliance/reader.ts';
import type { Report } from '../events/event.ts';
import type { BytePath } from '../path/byte-path.ts';

/** Names of packages in the inputs of a build, each once. @throws SuperminError `INPUT_*` */
export async function namesOf(
  inputs: readonly BytePath[],
  { signal, report = () => {} }: { signal: AbortSignal; report?: Report },
): Promise<string[]> {
  if (inputs.length === 0) return [];
  const { appliance, close } = await readAppliance(listInputs(inputs), { signal, report });
  await close();
  return [...new Set(appliance.packages)];
}
