/* SPDX-License-Identifier: MIT */
/*
 * A label map: which name belongs to which id.  Read from every file shape in use (SPEC section 5) by label_map_read.c,
 * or made from the names that a shard carries.  Ids run from 0 to n-1 without holes.  Immutable once made.
 */
#ifndef CW_LABELS_LABEL_MAP_H
#define CW_LABELS_LABEL_MAP_H

#include "base/status.h"

#include <stdatomic.h>

struct cw_label_map {
        char **names; /**< n of them; names[id]; owned, as one piece of memory with the names in it */
        size_t n;
        int64_t *ignored;     /**< ids that the map itself calls ignored ("-100": "IGNORE"), ascending */
        char **ignored_names; /**< their names, so that a text label "IGNORE" is known to be ignored; owned likewise */
        size_t n_ignored;
        char *source;               /**< what to call it in a sentence: a file name */
        struct cw_name_slot *slots; /**< name -> id, private to label_map.c */
        size_t n_slots;
        atomic_uint n_shares; /**< owners besides the first */
};

/** Reads the file `path`; its shape is found by content, see label_map_read.c.  CW_E_DATA names file and both places of
 *  a duplicate name, a duplicate id or a hole; CW_E_IO if it cannot be read.  Free with cw_label_map_free(). */
CW_MUST_USE cw_status cw_label_map_load(const char *path, struct cw_label_map **map_ret, struct cw_error *err);

/** The names that dataset_info.json or a data set's card gives to the labels of one column, the last name of whose path
 *  counts; of the column that cw_label_map_load() would choose where that is "".  CW_OK with *map_ret NULL where it names
 *  none.  Fails as cw_label_map_load(). */
CW_MUST_USE cw_status cw_label_map_load_column(const char *path, const char *column, struct cw_label_map **map_ret,
                                               struct cw_error *err);

/** As cw_label_map_load() from memory; `source` is what to call it and decides nothing but the file's extension. */
CW_MUST_USE cw_status cw_label_map_parse(const char *text, size_t nbytes, const char *source,
                                         struct cw_label_map **map_ret, struct cw_error *err);

/** From names[0 .. n-1], copied.  Fails with CW_E_DATA on a duplicate name. */
CW_MUST_USE cw_status cw_label_map_from_names(const char *const *names, size_t n, const char *source,
                                              struct cw_label_map **map_ret, struct cw_error *err);

/** Id of a name, true if there is one: 0 .. n-1, or one of `ignored`. */
bool cw_label_map_find(const struct cw_label_map *map, const char *name, size_t name_nbytes, int64_t *id_ret);

/** CW_E_DATA with the first ids that differ if `data` and `wanted` disagree.  A map that continues the other (the same
 *  names, then more) agrees. */
CW_MUST_USE cw_status cw_label_map_agree(const struct cw_label_map *wanted, const struct cw_label_map *data,
                                         struct cw_error *err);

/** The same map for one more owner, who frees it too. */
struct cw_label_map *cw_label_map_share(struct cw_label_map *map);
/** Nulls, and frees what nobody else owns. */
void cw_label_map_free(struct cw_label_map **map);

#endif
