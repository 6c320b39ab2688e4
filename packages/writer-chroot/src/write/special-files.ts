import { mkdirSync, renameSync, rmSync } from 'node:fs';
import {
  type BytePath,
  type CallContext,
  displayPath,
  joinPath,
  systemErrorCode,
  toSystemPath,
} from '@supermin/core';
import { cannotMakeSpecial } from '../errors.ts';
import { encodeSpecialArchive } from '../format/special-archive.ts';
import type { ChrootPlan } from '../plan/chroot-plan.ts';

type Special = ChrootPlan['specials'][number];

/**
 * Makes devices and fifos: under numbers in a directory that is there only for as long as it takes, from where they are
 * moved into place, so that no name ever meets the program that makes them.
 *
 * @param root may devices be made?
 * @returns those that this user may not make
 * @throws SuperminError `PROGRAM_MISSING` (tar), `CHROOT_SPECIAL`
 */
export async function makeSpecialFiles(
  plan: ChrootPlan,
  directory: BytePath,
  root: boolean,
  { host, signal }: Pick<CallContext, 'host' | 'signal'>,
): Promise<Set<Special>> {
  const refused = new Set(plan.specials.filter((special) => isDevice(special) && !root));
  const wanted = plan.specials.filter((special) => !refused.has(special));
  if (wanted.length === 0) return refused;
  const workshop = joinPath(directory, freeName(plan));
  mkdirSync(toSystemPath(workshop), 0o700);
  const { stderr } = await host.run('tar', ['-x', '-o', '-f', '-'], {
    cwd: workshop,
    input: encodeSpecialArchive(wanted.map(({ node }) => node)),
    environment: { TAR_OPTIONS: '' },
    signal,
  });
  const complaint = stderr.toString('latin1').trim();
  wanted.forEach((special, index) => {
    if (moveIntoPlace(joinPath(workshop, String(index)), directory + special.path)) return;
    // Also root may not make devices, inside of a container.
    if (!isDevice(special) || !complaint.includes('not permitted')) {
      throw cannotMakeSpecial(special.path, displayPath(complaint.split('\n')[0]!));
    }
    refused.add(special);
  });
  rmSync(toSystemPath(workshop), { recursive: true });
  return refused;
}

function isDevice({ node }: Special): boolean {
  return node.type !== 'fifo';
}

/** A name that nothing in the appliance has. */
function freeName({ root }: ChrootPlan): BytePath {
  let name = '.supermin-special';
  while (root.children.has(name)) name += '-';
  return name;
}

function moveIntoPlace(made: BytePath, target: BytePath): boolean {
  try {
    renameSync(toSystemPath(made), toSystemPath(target));
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return false;
    throw error;
  }
}
