/** An exit status for what kept the command from running, as of `timeout` and `env`. */
export const NOT_STARTED = 125;
