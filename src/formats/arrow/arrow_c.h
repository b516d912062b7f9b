/* SPDX-License-Identifier: MIT */
/*
 * Arrow arrays in memory, through the C data interface: the schema and the batches of a stream become what the readers of
 * files have (struct cw_arrow_schema, struct cw_arrow_batch), so that choosing the column, walking and counting are the
 * same code.
 *
 *     ArrowSchema  "+s" ── children ──▶ columns            ArrowArray  offset, length, buffers ── children ──▶ columns
 *                       └─ metadata: "huggingface"                     entry i of a buffer is element offset + i
 *
 * The root struct, whose rows may be null and begin at an offset as any other's, is level 0 of the column.
 */
#ifndef CW_FORMATS_ARROW_C_H
#define CW_FORMATS_ARROW_C_H

#include "formats/arrow/arrow_count.h"

/** The schema of a stream as one of a file; `schema_ret` points into `root`, and owns its fields only.  `is_struct_ret`:
 *  the columns are those of the root; else the root is the one column.  CW_E_CORRUPT, CW_E_UNSUPPORTED, CW_E_LIMIT,
 *  CW_E_MEMORY.  Free with cw_arrow_schema_free() in any case. */
CW_MUST_USE cw_status cw_arrow_c_schema(const struct ArrowSchema *root, struct cw_arrow_schema *schema_ret,
                                        bool *is_struct_ret, struct cw_error *err);

/** Puts the root struct in front of the levels of a column that cw_arrow_column_choose() chose.  CW_E_LIMIT. */
CW_MUST_USE cw_status cw_arrow_c_add_root(struct cw_arrow_column *column, struct cw_error *err);

/** The arrays of the levels of a column within a batch, found by walking schema and array side by side. */
struct cw_arrow_c_path {
        const struct ArrowArray *levels[CW_ARROW_DEPTH_MOST];
};

/** CW_E_CORRUPT where array and schema differ. */
CW_MUST_USE cw_status cw_arrow_c_find(const struct ArrowSchema *root, const struct ArrowArray *array, bool is_struct,
                                      const struct cw_arrow_column *column, const struct cw_arrow_message *message,
                                      struct cw_arrow_c_path *path_ret, struct cw_error *err);

/** As cw_arrow_batch_load(), from memory. */
CW_MUST_USE cw_status cw_arrow_c_load(struct cw_arrow_batch *batch, const struct cw_arrow_column *column,
                                      const struct cw_arrow_message *message, const struct cw_arrow_c_path *path,
                                      uint64_t begin, uint64_t end, size_t n_spare, struct cw_scratch *scratch,
                                      struct cw_error *err);

/** Opens a stream as a shard; its format is cw_format_arrow_c.  The stream is the reader's from here on, also on
 *  failure. */
CW_MUST_USE cw_status cw_arrow_c_open(struct ArrowArrayStream *stream, const char *name,
                                      const struct cw_read_options *options, struct cw_reader **reader_ret,
                                      struct cw_error *err);

#endif
