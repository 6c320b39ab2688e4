/** What is bundled with the commands that only talk to a VM; see `modules.ts`. */
export const CLIENT_MODULES: Readonly<Record<string, () => Promise<unknown>>> = {
  '@supermin/vm/named': () => import('@supermin/vm/named'),
};
