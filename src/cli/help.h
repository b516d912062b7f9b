/* SPDX-License-Identifier: MIT */
/*
 * --help as text, from the tables of commands and options.
 */
#ifndef CW_CLI_HELP_H
#define CW_CLI_HELP_H

#include "cli/options.h"

/** Help in general. */
void cli_put_help(struct cli_text *t);
/** Help for one command: examples first. */
void cli_put_command_help(struct cli_text *t, const struct cli_command *command);

/** What stands for the option's value: its argument, or the choices with '|' between; "" for a flag. */
void cli_put_argument(struct cli_text *t, const struct cli_option *option);

/** Meaning of the exit codes, for help and manual: code and text in turn, up to the first NULL. */
const char *cli_exit_code_at(size_t index, const char **meaning_ret);

#endif
