/* SPDX-License-Identifier: MIT */
/*
 * A result as a TOML document of its own.  The update of a file is cw_weights_update_toml() of counterweight.h.
 */
#ifndef CW_WRITE_TOML_UPDATE_H
#define CW_WRITE_TOML_UPDATE_H

#include "base/buffer.h"
#include "base/result.h"

/** The tables [TABLE] and [TABLE_info].  Fails as cw_toml_edit(); `out` is empty then. */
CW_MUST_USE cw_status cw_toml_render(const struct cw_weights *weights, const char *table, struct cw_buffer *out,
                                     struct cw_error *err);

#endif
