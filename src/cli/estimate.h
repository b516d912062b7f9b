/* SPDX-License-Identifier: MIT */
/*
 * --sample, --seed and --estimate: what goes with them, and how an estimate is told to people.
 */
#ifndef CW_CLI_ESTIMATE_H
#define CW_CLI_ESTIMATE_H

#include "cli/target.h"

/** Puts --sample and --seed into args->read, and refuses what does not go with them: a file without --estimate, a form that
 *  cannot say that it is an estimate.  Returns the exit code. */
int cli_settle_sample(struct cli_args *args, const struct cli_target *target);

/** "an estimate from 1.03 % of the blocks (103 of 10,000, seed 1)". */
void cli_put_estimate(struct cli_text *t, const struct cw_sample_info *sample);

/** "1.204 to 1.311", "open" where the interval is not known. */
void cli_put_interval(struct cli_text *t, bool is_known, double low, double high);

#endif
