import type { Share } from '../shares/shares.ts';
import type { Surroundings } from './surroundings.ts';

/** Every directory of this machine has its own name in the VM. */
export const WHOLE_HOST: Share = { directory: '/', mount: '/', readOnly: true };

/** What a command finds around it where the VM's root is this machine's: the user, PATH and HOME of this process. */
export function sameUser<Options extends Surroundings>(options: Options): Options {
  if (options.user !== undefined) return options;
  const { PATH, HOME } = process.env;
  const here = Object.entries({ PATH, HOME }).filter(([, value]) => value !== undefined);
  const [uid, gid] = [process.geteuid?.(), process.getegid?.()];
  return {
    ...options,
    env: { ...Object.fromEntries(here), ...options.env },
    user: uid === 0 ? undefined : `${uid}:${gid}`,
  };
}
