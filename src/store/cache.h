/* SPDX-License-Identifier: MIT */
/*
 * The cache on disk: bytes under 128-bit keys in a folder that any number of processes share.  What the bytes mean is
 * not known here: see cache_entry.h.
 *
 *     FOLDER/segment-TIME-RANDOM.cwcache    see cache_segment.h; the newest one that has a key counts
 *     FOLDER/lock                           held (flock) by who makes room
 *
 * A run reads the tables of all segments when it begins and writes one segment with what it learned when it ends: one
 * fsync a run, not one an entry.  A run that is long writes one a minute, so that a kill costs a minute.  Nothing is
 * ever changed in place but the stamps of last use, so that a process that is killed, or a power cut, leaves whole
 * segments and at most a temporary file; nobody waits for anybody.
 *
 * Room: when there are more than a few segments, or more bytes than the bound, whoever ends a run that wrote one merges
 * all into one and leaves out what was used least recently.  Who comes too late to a file that is gone counts instead.
 *
 * The cache never fails a run: a folder that cannot be written is told once, a record that does not fit its checksum is
 * as if it were not there.
 */
#ifndef CW_STORE_CACHE_H
#define CW_STORE_CACHE_H

#include "base/buffer.h"
#include "base/hash.h"

#define CW_CACHE_MOST_DEFAULT (UINT64_C(64) << 20)

struct cw_cache;

/** Opens the folder, which need not be there yet.  What is wrong with it is not an error, see cw_cache_close();
 *  CW_E_MEMORY is. */
CW_MUST_USE cw_status cw_cache_open(const char *folder, uint64_t max_nbytes, struct cw_cache **cache_ret,
                                    struct cw_error *err);

/** The body under a key, whole, behind what `out` holds; false if there is none, or a damaged one.  Any thread. */
bool cw_cache_find(struct cw_cache *cache, struct cw_digest key, struct cw_buffer *out);

/** Keeps a body under a key, in place of an older one; from the end of this run on it is found.  Any thread. */
void cw_cache_add(struct cw_cache *cache, struct cw_digest key, const void *body, size_t nbytes);

/** Writes what was added, makes room, frees and nulls.  Not CW_OK: something could not be written, with the sentence
 *  to be told; nothing but the reuse of what was added is lost. */
CW_MUST_USE cw_status cw_cache_close(struct cw_cache **cache, struct cw_error *err);

/* ---- for those who look after it ---- */

/** What a folder holds. */
struct cw_cache_stats {
        uint64_t nbytes, segments, records;
        uint64_t damaged_segments, damaged_records;
};

/** Reads every record that counts, in no fixed order; visit may be NULL.  CW_E_MEMORY; a folder that is not there is
 *  empty. */
CW_MUST_USE cw_status cw_cache_each(const char *folder,
                                    void (*visit)(void *user, struct cw_digest key, uint32_t used, const void *body,
                                                  size_t nbytes),
                                    void *user, struct cw_cache_stats *stats_ret, struct cw_error *err);

/** Removes all segments, and nothing that is not of the cache.  CW_E_IO: the first that cannot be removed. */
CW_MUST_USE cw_status cw_cache_remove_all(const char *folder, uint64_t *nbytes_ret, struct cw_error *err);

#endif
