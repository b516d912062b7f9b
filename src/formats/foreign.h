/* SPDX-License-Identifier: MIT */
/*
 * Files of other kinds than are read here, told by their first bytes.
 */
#ifndef CW_FORMATS_FOREIGN_H
#define CW_FORMATS_FOREIGN_H

#include "formats/format.h"

/** Weights that counterweight, or somebody like it, wrote in TOML. */
bool cw_is_weights_toml(const struct cw_sample *sample);

/** What the file is, for a sentence "found ...", with what to do about it; never NULL. */
const char *cw_foreign_kind(const struct cw_sample *sample);

#endif
