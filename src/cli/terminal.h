/* SPDX-License-Identifier: MIT */
/*
 * Whether a person reads what is written to a stream: then tables and colours, else what programs read.
 */
#ifndef CW_CLI_TERMINAL_H
#define CW_CLI_TERMINAL_H

#include <stdbool.h>

bool cli_is_terminal(int fd);

/** Of counterweight-mpi, first of all: a pseudo-terminal that is not this process's own is one that mpirun reads and passes
 *  on, to who knows where; it counts as a pipe. */
void cli_distrust_terminals(void);

#endif
