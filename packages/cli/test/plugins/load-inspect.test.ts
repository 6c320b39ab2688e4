import { afterEach, expect, it, vi } from 'vitest';
import { importOptional } from '../../src/fast-start/bundle/import-installed.ts';
import { loadInspect } from '../../src/plugins/load-inspect.ts';
import { expectWhatToInstall } from '../support/optional-package.ts';

vi.mock('../../src/fast-start/bundle/import-installed.ts');

afterEach(() => void vi.mocked(importOptional).mockReset());

it('is what is installed: no bundle has it', async () => {
  vi.mocked(importOptional).mockResolvedValue('the module');
  expect(await loadInspect()).toBe('the module');
  expect(importOptional).toHaveBeenCalledWith('@supermin/inspect', {});
});

it('if it is not installed, or not whole, it says what to install', () =>
  expectWhatToInstall(loadInspect, 'INSPECT_MISSING', '@supermin/inspect'));
