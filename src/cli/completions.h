/* SPDX-License-Identifier: MIT */
/*
 * Completions for bash, zsh and fish, from the tables of commands and options.
 */
#ifndef CW_CLI_COMPLETIONS_H
#define CW_CLI_COMPLETIONS_H

#include "cli/xalloc.h"

#include <stdbool.h>

/** Adds the script for `shell`; false if that is none of bash, zsh and fish. */
bool cli_put_completions(struct cli_text *t, const char *shell);

#endif
