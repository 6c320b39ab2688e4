import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { succeed } from '@supermin/test-support/programs';
import { UnequalError } from '../compare/unequal-error.ts';
import type { Scratch } from '../scratch.ts';
import { environment } from './host-builds.ts';
import { OURS } from './names.ts';
import { atMost, sooner } from './targets.ts';
import type { Contender, Workload } from './workload.ts';

const BOOTED = 'run --no-template -- true';
const FIRST = 'run -- true, which saves the VM';
const SHARED = 'run --share DIR -- true';
const SHARED_BOOTED = 'run --no-template --share DIR -- true';
const PYTHON = 'a VM is booted, and Python answers';
const FORKED = 'a VM with a Python is forked, and it answers';

/** From bench/dist. */
const PROGRAM = fileURLToPath(new URL('../src/programs/python-answers.mjs', import.meta.url));

export const start: Workload = {
  name: 'start',
  title: 'until a VM has run a command, emulated: booted, and restored from a saved VM',
  prepare: async (scratch) => {
    const contenders = contendersIn(scratch);
    const { restored, booted } = contenders;
    return {
      contenders: Object.values(contenders),
      targets: [
        sooner(0.75, OURS, BOOTED),
        atMost(1.25, FIRST, BOOTED),
        sooner(0.65, SHARED, SHARED_BOOTED),
        sooner(0.9, FORKED, PYTHON),
      ],
      input: `an appliance that is there; ${OURS}: run -- true, from a VM that was saved before`,
      compare: () => compare(contenders),
      bars: [
        { name: 'booted', contender: booted },
        { name: 'from a saved VM', contender: restored },
      ],
    };
  },
};

function contendersIn(scratch: Scratch) {
  const directory = scratch.path('shared');
  mkdirSync(directory);
  const env = environment(scratch);
  const own = { ...env, XDG_CACHE_HOME: scratch.path('cache-first') };
  const share = ['--share', directory];
  const run = [scratch.command, 'run', '--accel', 'tcg'];
  const python = (how: string) => [process.execPath, PROGRAM, scratch.command, how];
  return {
    restored: { name: OURS, argv: [...run, '--', 'true'], env },
    booted: { name: BOOTED, argv: [...run, '--no-template', '--', 'true'], env },
    first: {
      ...{ name: FIRST, argv: [...run, '--', 'true'], env: own },
      output: `${own.XDG_CACHE_HOME}/supermin/templates`,
    },
    shared: { name: SHARED, argv: [...run, ...share, '--', 'true'], env },
    sharedBooted: {
      ...{ name: SHARED_BOOTED, env },
      argv: [...run, '--no-template', ...share, '--', 'true'],
    },
    cold: { name: PYTHON, argv: python('cold'), env, tells: true },
    forked: { name: FORKED, argv: python('fork'), env, tells: true },
  } satisfies Record<string, Contender>;
}

/** Python's answers are looked at by the program itself, each time. */
async function compare({ restored, booted }: Record<'restored' | 'booted', Contender>) {
  const words = ['sh', '-c', 'echo $((6 * 7)); ls /; cat /etc/os-release'];
  const [one, other] = await Promise.all(
    [restored, booted].map(async ({ argv, env = {} }) => {
      const { stdout } = await succeed(argv[0]!, [...argv.slice(1, -1), ...words], { env });
      return stdout;
    }),
  );
  if (one !== other) throw new UnequalError(restored.name, booted.name, [one!, other!]);
  return ['the answers of a shell; the answer of each Python'];
}
