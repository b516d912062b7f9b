/* SPDX-License-Identifier: MIT */
/*
 * cw_read_options.sample: counting some of the blocks.
 */
#ifndef CW_SAMPLING_H
#define CW_SAMPLING_H

#include "settings.h"

/** CW_E_USAGE for a share that is none, and for what cannot be told from some of the blocks. */
CW_MUST_USE cw_status cw_sample_check(const struct cw_read_options *options, struct cw_error *err);
/** CW_E_USAGE if `options` ask for a sample, of which `what` ("growth", ...) makes nothing. */
CW_MUST_USE cw_status cw_sample_refuse(const struct cw_read_options *options, const char *what, struct cw_error *err);

/** As cw_count(). */
CW_MUST_USE cw_status cw_sample_count(struct cw_settings *settings, struct cw_counts **counts_ret,
                                      struct cw_error *err);

#endif
