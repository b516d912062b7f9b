/* SPDX-License-Identifier: MIT */
/*
 * Inside of formats/arrow: verifying a batch that has been loaded.
 */
#ifndef CW_FORMATS_ARROW_WALK_H
#define CW_FORMATS_ARROW_WALK_H

#include "formats/arrow/arrow_batch.h"

/** Every bitmap is long enough, every offset not below the one before it and not past what it leads into, for the rows
 *  asked for.  CW_E_CORRUPT. */
CW_MUST_USE cw_status cw_arrow_batch_verify(const struct cw_arrow_batch *batch, struct cw_error *err);

#endif
