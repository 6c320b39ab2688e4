import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { localHost, type RunResult } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { aptDownload, aptName } from '../../src/pristine/apt.ts';
import { indexOf } from '../support/status.ts';

interface Call {
  program: string;
  args: readonly string[];
  cwd: string | undefined;
}

/** Downloads with an apt-get that ends like this, and leaves these archives. */
async function downloaded(
  answer: { status?: number; stderr?: string; archives?: readonly string[] },
  { root = '/', specs = ['a:amd64=1'], packagerConfig = undefined as string | undefined } = {},
) {
  const temporaryDirectory = scratchDirectory();
  const calls: Call[] = [];
  const host = {
    ...localHost(root),
    async run(
      program: string,
      args: readonly string[],
      options?: { cwd?: string },
    ): Promise<RunResult> {
      calls.push({ program, args, cwd: options?.cwd });
      for (const name of answer.archives ?? []) writeFileSync(`${options!.cwd}/${name}`, '');
      const stderr = Buffer.from(answer.stderr ?? '');
      return { status: answer.status ?? 0, stdout: Buffer.alloc(0), stderr };
    },
  };
  const options = { useInstalled: false, temporaryDirectory, packagerConfig };
  const { signal } = new AbortController();
  const result = await aptDownload({ host, signal, native: 'amd64', options }, 'exact', specs);
  return { ...result, call: calls[0]!, target: `${temporaryDirectory}/exact` };
}

describe('how apt-get ended', () => {
  it.each([
    ['success', { status: 0, stderr: '' }, ''],
    ['success with a warning, which is no complaint', { status: 0, stderr: 'W: old\n' }, ''],
    ['failure: what it said', { status: 100, stderr: 'E: no such thing\n' }, 'E: no such thing'],
    ['failure without a word', { status: 100, stderr: ' \n' }, 'apt-get ended with status 100'],
  ])('%s', async (_, answer, complaint) => {
    const result = await downloaded(answer);
    expect([result.status, result.complaint]).toEqual([answer.status, complaint]);
  });
});

it("a package's archive is asked for by name and architecture", () => {
  const index = indexOf({ Package: 'libc6', Architecture: 'i386' });
  expect(index.packages.map(aptName)).toEqual(['libc6:i386']);
});

it('archives are known by name and architecture; whatever else lies there is left alone', async () => {
  const { archives, target } = await downloaded({
    archives: [
      'first_1%3a1.0-1_arm64.deb',
      'g++_12_all.deb',
      'partial',
      'no-version_all.deb',
      'first_2_arm64.deb.part',
      'a_b_c_arm64.deb',
    ],
  });
  expect(Object.fromEntries(archives)).toEqual({
    'first:arm64': `${target}/first_1%3a1.0-1_arm64.deb`,
    'g++:all': `${target}/g++_12_all.deb`,
  });
});

describe('the call', () => {
  it('for this machine: apt as it is configured here', async () => {
    const { call, target } = await downloaded({}, { specs: ['a:amd64=1', 'b:all'] });
    expect(call).toEqual({
      program: 'apt-get',
      args: ['-qq', '-o', 'APT::Sandbox::User=root', 'download', '--', 'a:amd64=1', 'b:all'],
      cwd: target,
    });
    expect(readdirSync(target)).toEqual([]);
  });

  it("with the user's configuration, by its absolute path", async () => {
    const { call } = await downloaded({}, { packagerConfig: 'apt.conf' });
    expect(call.args.slice(3, 5)).toEqual(['-c', `${process.cwd()}/apt.conf`]);
  });

  it("for another root: its directories and status, all architectures once, but not 'all'", async () => {
    const root = scratchDirectory();
    mkdirSync(`${root}/var/lib/dpkg`, { recursive: true });
    const specs = ['a:amd64=1', 'b:all=2', 'c:i386=1:3', 'd:i386'];
    const { call, target } = await downloaded({}, { root, specs });
    expect(call.args.slice(3, -6)).toEqual([
      ...['-o', `Dir=${root}/`],
      ...['-o', `Dir::State::status=${root}/var/lib/dpkg/status`],
      ...['-o', `Dir::Cache=${target}`],
      ...['-o', 'APT::Architecture=amd64'],
      ...['-o', 'APT::Architectures::=amd64'],
      ...['-o', 'APT::Architectures::=i386'],
    ]);
  });
});
