/* SPDX-License-Identifier: MIT */
/*
 * Inside of the cache: the segments of a folder, as a list.  Shared by cache.c (a run) and cache_room.c (making room).
 */
#ifndef CW_STORE_CACHE_FOLDER_H
#define CW_STORE_CACHE_FOLDER_H

#include "store/cache.h"
#include "store/cache_segment.h"

enum { CW_SEGMENTS_MOST = 8 /**< more of them slow a search down, and are merged */ };

struct cw_segments {
        struct cw_segment *items; /**< the newest first */
        size_t n, cap;
        uint64_t nbytes; /**< of the files that could be opened */
        char **damaged;  /**< paths of those that are damaged */
        size_t n_damaged, damaged_cap;
};

/** Opens what is there.  CW_E_MEMORY only: what cannot be opened is left out. */
CW_MUST_USE cw_status cw_segments_open(const char *folder, struct cw_segments *segments_ret, struct cw_error *err);
void cw_segments_close(struct cw_segments *segments);

/** Removes what processes that were killed have left half-written, an hour after. */
void cw_cache_sweep(const char *folder);

/** A name for a new segment, with the time of the segment `time_of`, or of now if that is NULL.  Free with cw_free(); NULL: memory. */
char *cw_segments_new_name(const char *folder, const char *time_of);

/** Seconds since 1970, as stamps have them. */
uint32_t cw_cache_now(void);

/** Where there are too many segments, too many bytes, or damaged segments: merges all into one of at most `max_nbytes`,
 *  unless another process is at it.  CW_E_IO,
 *  CW_E_MEMORY; then all is as it was. */
CW_MUST_USE cw_status cw_cache_make_room(const char *folder, uint64_t max_nbytes, struct cw_error *err);

#endif
