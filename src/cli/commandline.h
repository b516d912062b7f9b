/* SPDX-License-Identifier: MIT */
/*
 * The command line that outputs record, so that a reader knows where the figures came from and can get them again.
 *
 * It is what the user typed in one canonical spelling, quoted for a shell, without what says nothing about the figures
 * (rows of the options table with CLI_RECORD_NOT): neither the number of threads nor the name of the target may
 * change a byte of an output.  The inputs stand apart, see cw_counts_set_command(); of very many the first ones and their
 * number are kept.
 */
#ifndef CW_CLI_COMMANDLINE_H
#define CW_CLI_COMMANDLINE_H

#include "cli/options.h"

/** Adds "--name" or "--name=value", after a blank if it is not the first. */
void cli_record_option(struct cli_text *t, const struct cli_option *option, const char *value);
/** Adds the operands, likewise. */
void cli_record_operands(struct cli_text *t, const struct cli_list *operands);

#endif
