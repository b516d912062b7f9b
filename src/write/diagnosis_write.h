/* SPDX-License-Identifier: MIT */
/*
 * A diagnosis as a JSON object: its figures, the cures with the share that each would give, the sentences, and the
 * interval of each weight.
 */
#ifndef CW_WRITE_DIAGNOSIS_WRITE_H
#define CW_WRITE_DIAGNOSIS_WRITE_H

#include "base/buffer.h"
#include "base/result.h"

/** Puts the object, whose closing brace stands at `indent`.  Memory is the only thing that can fail. */
void
cw_json_put_diagnosis(const struct cw_weights *weights, const char *indent, bool with_intervals, struct cw_buffer *out);

#endif
