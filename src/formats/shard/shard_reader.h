/* SPDX-License-Identifier: MIT */
/*
 * What others may know of an open native shard besides struct cw_format: its header, for unpacking.
 */
#ifndef CW_FORMATS_SHARD_READER_H
#define CW_FORMATS_SHARD_READER_H

#include "formats/format.h"
#include "formats/shard/shard_header.h"

/** Of a reader whose format is cw_format_shard; lives as long as the reader. */
const struct cw_shard_header *cw_shard_reader_header(const struct cw_reader *reader);

#endif
