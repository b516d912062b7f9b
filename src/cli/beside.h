/* SPDX-License-Identifier: MIT */
/*
 * A label map that lies beside the data and is not used.
 */
#ifndef CW_CLI_BESIDE_H
#define CW_CLI_BESIDE_H

#include "cli/options.h"

/** Tells of one, with the option that would use it, if `counts` of the operands from `first` on know no names. */
void cli_tell_map_beside(struct cli_args *args, size_t first, const cw_counts *counts);

#endif
