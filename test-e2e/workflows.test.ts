import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const WORKFLOWS = fileURLToPath(new URL('../.github/workflows', import.meta.url));

it.each(readdirSync(WORKFLOWS))(
  '%s pins actions by commit, and is given no right by default',
  (name) => {
    const text = readFileSync(`${WORKFLOWS}/${name}`, 'utf8');
    const actions = text.match(/uses:.*/g) ?? [];
    expect(actions.length).toBeGreaterThan(0);
    for (const action of actions) {
      expect(action).toMatch(/^uses: [\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
    expect(text).toMatch(/^permissions:( \{\}|\n {2}contents: read)$/m);
  },
);
