/* SPDX-License-Identifier: MIT */
/*
 * Terminals.  That they are distrusted is set once, before the program begins, and has nowhere else to be: what asks
 * ranges from the first message to the last.
 */
#include "cli/terminal.h"

#include <unistd.h>

static bool distrusted;

void
cli_distrust_terminals(void)
{
        distrusted = true;
}

bool
cli_is_terminal(int fd)
{
        return isatty(fd) && (!distrusted || tcgetpgrp(fd) >= 0);
}
