import { machine } from 'node:os';
import { describe, expect, it } from 'vitest';
import {
  type BuildOptions,
  buildFacts,
  takesAlternatives,
  targetCpu,
} from '../../src/build/options.ts';
import { distribution, listingWriter } from '../support/distribution.ts';

const { host, backend } = distribution({});
const OPTIONS: BuildOptions = {
  inputs: [],
  output: '/o',
  backend,
  writer: listingWriter(),
  family: 'test/test',
  format: 'listing',
};

describe('buildFacts', () => {
  it('what is not said is no fact', () => {
    expect(buildFacts({ ...OPTIONS, copyKernel: false, strict: false }, host)).toEqual({
      '--format': 'listing',
      '--root': host.root,
      'the package handler': 'test/test',
      '--host-cpu': machine(),
      'the user': String(process.getuid?.()),
    });
  });

  it('everything else is, by the name that the user knows it by', () => {
    const facts = buildFacts(
      {
        ...OPTIONS,
        cpu: 'x',
        copyKernel: true,
        kernel: '/k',
        includePackagelist: true,
        includeConfig: true,
        noDocs: true,
        strict: true,
        resolver: 'supermin5',
        weak: true,
        sourceDateEpoch: 0,
        environment: { SUPERMIN_MODULES: '/m' },
        facts: { plugin: '1' },
        writerOptions: { size: '4G', fast: false, n: 0 },
      },
      host,
    );
    expect(facts).toMatchObject({
      '--host-cpu': 'x',
      '--copy-kernel': 'true',
      '--kernel': '/k',
      '--include-packagelist': 'true',
      'configuration files': 'true',
      '--no-docs': 'true',
      '--strict': 'true',
      '--resolver': 'supermin5',
      '--weak': 'true',
      SOURCE_DATE_EPOCH: '0',
      SUPERMIN_MODULES: '/m',
      plugin: '1',
      '--size': '4G',
      '--n': '0',
    });
    expect(facts).not.toHaveProperty('--fast');
  });
});

it.each([
  [{}, true],
  [{ resolver: 'supermin5' as const }, false],
  [{ resolver: 'supermin5' as const, alternatives: true }, true],
  [{ alternatives: false }, false],
])('%o: links of alternatives %s', (more, takes) => {
  const options = { ...OPTIONS, ...more };
  expect(takesAlternatives(options)).toBe(takes);
  const fact = takes ? undefined : 'left out';
  expect(buildFacts(options, host)['links of alternatives']).toBe(fact);
});

it('an option of the backend is told from one of the writer with its name', () => {
  const both = { ...OPTIONS, backendOptions: { key: 'b', feed: 'f' }, writerOptions: { key: 'w' } };
  expect(buildFacts(both, host)).toMatchObject({
    '--key': 'w',
    '--key of the backend': 'b',
    '--feed': 'f',
  });
});

it('targetCpu: of the root, unless another one is asked for', () => {
  expect([targetCpu(OPTIONS, host), targetCpu({ ...OPTIONS, cpu: 's390x' }, host)]).toEqual([
    machine(),
    's390x',
  ]);
});
