/* SPDX-License-Identifier: MIT */
/*
 * The manual page counterweight(1) as roff (man macros), from the tables of commands and options.
 */
#ifndef CW_CLI_MANPAGE_H
#define CW_CLI_MANPAGE_H

#include "cli/xalloc.h"

void cli_put_man(struct cli_text *t);

#endif
