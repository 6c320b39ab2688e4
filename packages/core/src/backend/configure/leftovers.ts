/** What scripts leave behind in every distribution and no other machine should get: keys, old copies, what has times or inode numbers. */
export const DISCARDED: readonly RegExp[] = [
  /^\/etc\/ssh\/ssh_host_\w+_key(?:\.pub)?$/,
  // passwd(1) and its kin keep the file that was there before.
  /^\/etc\/(?:passwd|group|shadow|gshadow|subuid|subgid)-$/,
  /^\/etc\/\.pwd\.lock$/,
  // Has inode numbers and times of libraries.
  /^\/var\/cache\/ldconfig\/aux-cache$/,
  // Have times of directories.
  /^\/var\/cache\/fontconfig\/./,
  /^\/var\/lib\/systemd\/random-seed$/,
  /^\/var\/lib\/dbus\/machine-id$/,
  /^\/(?:var\/)?tmp\/./,
];

/** What every machine has of its own. */
export const EMPTIED: readonly RegExp[] = [/^\/etc\/machine-id$/, /^\/var\/log\/./];
