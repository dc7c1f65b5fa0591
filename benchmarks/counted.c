/* Calls what it is given. Callgrind counts what happens inside, by `--toggle-collect=counted`. */

void counted(void (*work)(void)) { work(); }
