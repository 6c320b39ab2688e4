import { SuperminError } from '../../errors/supermin-error.ts';

/**
 * @param program that is missing
 * @param name of the package that has it
 */
export function configureTools(arch: string, program: string, name: string): SuperminError {
  const text = `packages of ${arch} cannot be configured: none of them has the program ${program}`;
  return new SuperminError('CONFIGURE_TOOLS', text, {
    hint: `make the lock with prepare --from ... --configure, which adds what scripts need; or add the package ${name}`,
  });
}
