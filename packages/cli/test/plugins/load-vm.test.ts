import { afterEach, expect, it, vi } from 'vitest';
import { importOptional } from '../../src/fast-start/bundle/import-installed.ts';
import { loadVmModule } from '../../src/plugins/load-vm.ts';

vi.mock('../../src/fast-start/bundle/import-installed.ts');

afterEach(() => void vi.mocked(importOptional).mockReset());

const MISSING = {
  ...{ code: 'VM_MISSING', message: 'the package @supermin/vm is not installed' },
  hint: expect.stringContaining('@supermin/vm'),
};

it('is what is installed', async () => {
  const modules = {};
  vi.mocked(importOptional).mockResolvedValue('the module');
  expect(await loadVmModule('@supermin/vm/named', modules)).toBe('the module');
  expect(importOptional).toHaveBeenCalledWith('@supermin/vm/named', modules);
});

it('if it is not installed, or not whole, it says what to install', async () => {
  vi.mocked(importOptional).mockResolvedValue(undefined);
  const failed = loadVmModule('@supermin/vm', {});
  const error = await failed.then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  expect(error).toMatchObject(MISSING);
  expect(error?.cause).toBeUndefined();
  const cause = new Error('broken');
  vi.mocked(importOptional).mockRejectedValue(cause);
  await expect(loadVmModule('@supermin/vm', {})).rejects.toMatchObject({ ...MISSING, cause });
});
