import { IS_ROOT, NOBODY } from './users.ts';

/** Runs `work` with the rights of an ordinary user: root becomes `nobody` for that time, with these groups. */
export async function asOrdinaryUser<T>(
  work: () => Promise<T> | T,
  groups: number[] = [NOBODY],
): Promise<T> {
  if (!IS_ROOT) return work();
  const before = process.getgroups!();
  process.setgroups!(groups);
  process.setegid!(NOBODY);
  process.seteuid!(NOBODY);
  try {
    return await work();
  } finally {
    process.seteuid!(0);
    process.setegid!(0);
    process.setgroups!(before);
  }
}
