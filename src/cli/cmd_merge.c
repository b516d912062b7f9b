/* SPDX-License-Identifier: MIT */
/*
 * `counterweight merge`: count, of counts files only; anything else among the inputs is refused by the library.
 */
#include "cli/options.h"

int
cmd_merge(struct cli_args *args)
{
        args->read.format = CW_FORMAT_COUNTS;
        return cmd_count(args);
}
