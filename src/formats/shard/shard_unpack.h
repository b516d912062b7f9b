/* SPDX-License-Identifier: MIT */
/*
 * A native shard back into what people and other programs read.
 */
#ifndef CW_FORMATS_SHARD_UNPACK_H
#define CW_FORMATS_SHARD_UNPACK_H

#include "formats/format.h"
#include "formats/shard/shard_writer.h"

/**
 * Writes all labels of `reader`, which is open and unread and whose format is cw_format_shard, to `sink`.
 *
 * CW_UNPACK_JSONL  {"COLUMN": [0, 5, -100]}, a line a sequence, spelt as by Python's json.dumps.  Names where the
 *                  labels were text when packed, else ids.  Where there is no column it is "labels".
 * CW_UNPACK_RAW    the id array as it was packed.
 * CW_UNPACK_TEXT   a line a label, an empty line after each sequence.  Names where the shard has them, else ids.
 *
 * An id without a name stays a number.  Labels after the last end of a sequence are written too: in JSONL as a line of
 * their own, in text without an empty line after them.
 *
 * Checksums are verified on the way, totals at the end: on failure, what the sink has got is not to be used.
 * CW_E_DATA for names that text cannot hold; CW_E_INTERRUPTED; else what reading or the sink says.
 */
CW_MUST_USE cw_status cw_shard_unpack(struct cw_reader *reader, cw_unpack_format format, cw_sink_fn *sink,
                                      void *sink_user, struct cw_error *err);

#endif
