/* SPDX-License-Identifier: MIT */
/*
 * An array of label ids, cut into blocks: what .npy, .npz and raw have in common once it is known what the values are and
 * where they lie.  This is the state of an open reader of each of them.
 */
#ifndef CW_FORMATS_NUMPY_ARRAY_BLOCKS_H
#define CW_FORMATS_NUMPY_ARRAY_BLOCKS_H

#include "formats/format.h"
#include "formats/numpy/byte_source.h"
#include "formats/numpy/npy_header.h"

struct cw_array_blocks {
        struct cw_npy_array array;       /**< constant once open */
        enum cw_codec codec;             /**< likewise */
        const uint8_t *values;           /**< mapped; NULL: they come from `source`.  Likewise */
        uint64_t values_offset;          /**< in the file, where mapped.  Likewise */
        uint64_t n_before;               /**< labels in front of the array; 0 for files.  Likewise */
        bool by_rows;                    /**< rows are gathered from Fortran order.  Likewise */
        bool has_rows;                   /**< sequences are counted by the shape.  Likewise */
        size_t mapped_most, stream_most; /**< bytes of a block; mapped_most 0: as ever.  Likewise */
        uint32_t crc;                    /**< of a member of a zip file, header included; wanted if source.sums */
        struct cw_byte_source source;    /**< the cutter's, used under the shard's lock, as is all that follows */
        uint64_t n_given;                /**< values handed out in blocks; rows if by_rows */
        uint64_t n_blocks;
        bool ended;         /**< array.n_values was not known, and the end has come */
        struct cw_npz *npz; /**< what the array was chosen from, for inspect; NULL: it is alone.  Owned */
};

/** Once `array`, `codec` and `source`, which stands at the first value, are set.  Maps the file where it can. */
CW_MUST_USE cw_status cw_array_plan(struct cw_reader *reader, struct cw_error *err);

/* Functions of the formats. */
cw_status cw_array_next(struct cw_reader *reader, struct cw_scratch *scratch, struct cw_block *block_ret,
                        bool *more_ret, struct cw_error *err);
cw_status cw_array_decode(struct cw_reader *reader, const struct cw_block *block, struct cw_scratch *scratch,
                          struct cw_tally *tally, struct cw_error *err);
cw_status
cw_array_finish(struct cw_reader *reader, struct cw_scratch *scratch, struct cw_tally *tally, struct cw_error *err);
uint64_t cw_array_rows_before(const struct cw_reader *reader, uint64_t part);
void cw_array_describe(const struct cw_array_blocks *blocks, struct cw_buffer *out);
void cw_array_close(struct cw_reader *reader);

#endif
