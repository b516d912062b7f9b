/* SPDX-License-Identifier: MIT */
/*
 * What the cache keeps of one shard, and under which key.
 *
 *      0  "CWSE"
 *      4  version, 3
 *      5  what the digest is of: 0 nothing, it is not known; 1 the content; 2 those pieces of it that counting reads
 *      6  identity: device 8, inode 8, size 8, time of change in ns 8
 *     38  digest of the content (input/content.h), 16; zeros where it is not known
 *     54  key of the record that holds the facts (merge/shard_facts.h), 16
 *     70  varint: length of the path, absolute, and the path: for people, and for `cache verify`
 *         varint: length of the list of pieces, and the list (input/content.h); empty but under 2
 *         the counts (merge/shard_counts.h), up to the end
 *
 * The key is the XXH3-128 of the identity, of the end of the file's name (a format may be told by it) and of the settings,
 * which are all that decides what is counted: column, format, dialect, type of the integers, whether bad rows are skipped, the version of
 * the parsers.  Not of what is decided after counting: label map, ignored ids, what becomes of unknown ones, scheme.
 */
#ifndef CW_CACHE_ENTRY_H
#define CW_CACHE_ENTRY_H

#include "base/buffer.h"
#include "base/hash.h"
#include "input/identity.h"

struct cw_file;

/** What the digest of an entry is of. */
enum cw_cache_digested { CW_DIGESTED_NOTHING, CW_DIGESTED_ALL, CW_DIGESTED_PIECES };

struct cw_cache_entry {
        struct cw_identity identity;
        enum cw_cache_digested digested;
        struct cw_digest content, facts;
        const void *pieces; /**< then: those that were counted, see input/content.h */
        size_t pieces_nbytes;
        const char *path; /* not ended by a NUL */
        size_t path_nbytes;
        const uint8_t *counts;
        size_t counts_nbytes;
};

/** The settings that all shards of a run share, appended to `out`; their XXH3-128 goes into the keys.  `column` is the one
 *  that the run settled. */
void cw_cache_put_settings(struct cw_buffer *out, const struct cw_read_options *options, const char *column);
/** The key of a shard. */
struct cw_digest cw_cache_key(struct cw_digest settings, const char *path, const struct cw_identity *identity);

void cw_cache_entry_write(const struct cw_cache_entry *entry, struct cw_buffer *out);
/** What is read points into `bytes`.  False: these are no entry, or one of another version.  The counts are checked when
 *  they are added. */
bool cw_cache_entry_read(const void *bytes, size_t nbytes, struct cw_cache_entry *entry_ret);

/** Whether the content of a file, which was just opened, is what was counted, as far as the digest of the entry says;
 *  *known_ret: it says so, and the file could be read. */
bool cw_cache_entry_is_of(const struct cw_cache_entry *entry, struct cw_file *file, bool *known_ret);

#endif
