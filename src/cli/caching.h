/* SPDX-License-Identifier: MIT */
/*
 * Which folder the cache is in: what --cache says, else the environment.
 */
#ifndef CW_CLI_CACHING_H
#define CW_CLI_CACHING_H

#include "cli/options.h"

/** Sets args->read.cache, to NULL where no cache is wanted.  With `always` one is, without being asked for.  Returns 0,
 *  or tells that no folder is known and returns the exit code. */
int cli_settle_cache(struct cli_args *args, bool always);

#endif
