import { afterEach, expect, it, vi } from 'vitest';
import { importOptional } from '../../src/fast-start/bundle/import-installed.ts';
import { loadInspect } from '../../src/plugins/load-inspect.ts';

vi.mock('../../src/fast-start/bundle/import-installed.ts');

afterEach(() => void vi.mocked(importOptional).mockReset());

const MISSING = {
  ...{ code: 'INSPECT_MISSING', message: 'the package @supermin/inspect is not installed' },
  hint: expect.stringContaining('@supermin/inspect'),
};

it('is what is installed: no bundle has it', async () => {
  vi.mocked(importOptional).mockResolvedValue('the module');
  expect(await loadInspect()).toBe('the module');
  expect(importOptional).toHaveBeenCalledWith('@supermin/inspect', {});
});

it('if it is not installed, or not whole, it says what to install', async () => {
  vi.mocked(importOptional).mockResolvedValue(undefined);
  const error = await loadInspect().then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  expect(error).toMatchObject(MISSING);
  expect(error?.cause).toBeUndefined();
  const cause = new Error('broken');
  vi.mocked(importOptional).mockRejectedValue(cause);
  await expect(loadInspect()).rejects.toMatchObject({ ...MISSING, cause });
});
