/** What stands for a run in a command. */
export const RUN_HELP = 'the id of a run, the beginning of it, or latest';
