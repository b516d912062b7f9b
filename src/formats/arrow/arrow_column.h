/* SPDX-License-Identifier: MIT */
/*
 * The label column of a schema: which one it is, the levels from its root down to its labels, and the label names that
 * Hugging Face's metadata gives it.
 *
 *     tokens list<utf8>           level 0  list     one entry a row
 *     meta   struct               level 1  list     (of a list of lists)
 *       tags list<list<int8>>     level 2  int8     the leaf: one entry a label
 *
 * A column in structs is called by its path, "meta.tags".  Columns in structs in lists ("entities.label") may be
 * named by the user but are never taken without being asked for.
 */
#ifndef CW_FORMATS_ARROW_COLUMN_H
#define CW_FORMATS_ARROW_COLUMN_H

#include "formats/arrow/arrow_schema.h"

/** How one level lies in memory. */
enum cw_arrow_layout {
        CW_ARROW_IN_STRUCT, /**< nothing but validity; entry i is entry i below */
        CW_ARROW_LIST32,    /**< n + 1 offsets of 4 bytes */
        CW_ARROW_LIST64,    /**< n + 1 offsets of 8 bytes */
        CW_ARROW_LIST_OF_N, /**< entries i N .. below */
        CW_ARROW_INTEGERS,  /**< leaf: ids, or indices of a dictionary */
        CW_ARROW_TEXT32,    /**< leaf: n + 1 offsets of 4 bytes, bytes */
        CW_ARROW_TEXT64,
        CW_ARROW_TEXT_VIEWS /**< leaf: 16 bytes each, and any number of buffers they lead to */
};

struct cw_arrow_level {
        enum cw_arrow_layout layout;
        uint64_t list_size;                                    /**< of CW_ARROW_LIST_OF_N */
        struct cw_arrow_integer integer;                       /**< of CW_ARROW_INTEGERS */
        size_t n_nodes, n_buffers, n_views, n_unions, n_nulls; /**< before it, see struct cw_arrow_field */
};

/** What to look for in a batch.  The values of a dictionary are a column of one level. */
struct cw_arrow_column {
        struct cw_arrow_level levels[CW_ARROW_DEPTH_MOST];
        size_t n_levels;
        size_t row_level;             /**< the outermost list, or the leaf: a row without it is no sequence */
        struct cw_arrow_field batch;  /**< nodes and buffers of a whole batch: the schema's sums */
        bool encoded;                 /**< the leaf holds indices ... */
        int64_t dictionary;           /**< ... of this dictionary, ... */
        struct cw_arrow_level values; /**< ... whose entries are these */
};

/** Chooses; see cw_column_choose().  *path_ret is to be freed, *why_ret and *field_ret for inspect. */
CW_MUST_USE cw_status cw_arrow_column_choose(const struct cw_arrow_schema *schema, const char *wanted,
                                             struct cw_arrow_column *column_ret, char **path_ret, const char **why_ret,
                                             size_t *field_ret, struct cw_error *err);

#endif
