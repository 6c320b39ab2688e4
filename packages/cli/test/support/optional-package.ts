import { expect, vi } from 'vitest';
import { importOptional } from '../../src/fast-start/bundle/import-installed.ts';

/** Whoever loads one of our packages that need not be there says what to install, if it is not, or is not whole. */
export async function expectWhatToInstall(
  load: () => Promise<unknown>,
  code: string,
  name: string,
): Promise<void> {
  const missing = {
    ...{ code, message: `the package ${name} is not installed` },
    hint: expect.stringContaining(name),
  };
  vi.mocked(importOptional).mockResolvedValue(undefined);
  const error = await load().then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  expect(error).toMatchObject(missing);
  expect(error?.cause).toBeUndefined();
  const cause = new Error('broken');
  vi.mocked(importOptional).mockRejectedValue(cause);
  await expect(load()).rejects.toMatchObject({ ...missing, cause });
}
