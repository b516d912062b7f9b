/* SPDX-License-Identifier: MIT */
/*
 * What a shard says of itself beside its counts: the names of its labels, the ids that are none, the column they are
 * from.  Mostly the same in all shards of a data set, which is why it is kept apart from the counts, and once.
 *
 *      0  "CWSF"
 *      4  version, 1
 *      5  1: the ids were given when the data was written and mean nothing beside other data; then there are no names
 *         here, for the counts hold names
 *      6  varints: length of the column's name + 1, and the name; 0 where there is none
 *                  n, then n ignored ids, zigzag
 *                  n, then n x { length, name } of labels 0 .. n-1
 *    -8  XXH3-64 of all bytes before
 */
#ifndef CW_MERGE_SHARD_FACTS_H
#define CW_MERGE_SHARD_FACTS_H

#include "base/buffer.h"
#include "labels/label_map.h"

struct cw_shard_facts {
        struct cw_label_map *names; /**< NULL: it carries none */
        bool ids_from_names;
        int64_t *ignored;
        size_t n_ignored;
        char *column; /**< NULL: none */
};

/** Appends them to `out`; ask out->failed. */
void cw_shard_facts_write(const struct cw_shard_facts *facts, struct cw_buffer *out);
/** `source` is what the names are called in a sentence: the file that has them.  CW_E_CORRUPT, CW_E_UNSUPPORTED,
 *  CW_E_MEMORY.  Free with cw_shard_facts_free(). */
CW_MUST_USE cw_status cw_shard_facts_read(const void *bytes, size_t nbytes, const char *source,
                                          struct cw_shard_facts *facts_ret, struct cw_error *err);
void cw_shard_facts_free(struct cw_shard_facts *facts);

#endif
