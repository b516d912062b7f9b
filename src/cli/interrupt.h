/* SPDX-License-Identifier: MIT */
/*
 * SIGINT and SIGTERM: the first asks the library to stop, so that no partial output is left; the second one kills.
 */
#ifndef CW_CLI_INTERRUPT_H
#define CW_CLI_INTERRUPT_H

#include <stdbool.h>

void cli_interrupt_install(void);
/** For cw_read_options.cancel. */
const volatile int *cli_interrupt_flag(void);
bool cli_interrupted(void);

#endif
