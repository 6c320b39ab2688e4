import { afterEach, expect, it, vi } from 'vitest';
import { importOptional } from '../../src/fast-start/bundle/import-installed.ts';
import { loadVmModule } from '../../src/plugins/load-vm.ts';
import { expectWhatToInstall } from '../support/optional-package.ts';

vi.mock('../../src/fast-start/bundle/import-installed.ts');

afterEach(() => void vi.mocked(importOptional).mockReset());

it('is what is installed', async () => {
  const modules = {};
  vi.mocked(importOptional).mockResolvedValue('the module');
  expect(await loadVmModule('@supermin/vm/named', modules)).toBe('the module');
  expect(importOptional).toHaveBeenCalledWith('@supermin/vm/named', modules);
});

it('if it is not installed, or not whole, it says what to install', () =>
  expectWhatToInstall(() => loadVmModule('@supermin/vm', {}), 'VM_MISSING', '@supermin/vm'));
