/* SPDX-License-Identifier: MIT */
/*
 * Reading counts files: what `count` writes, and an input wherever data is.  A weights file in JSON is one too, for it
 * holds the same counts.  Written by write/; from memory to memory here, files are opened elsewhere.
 */
#ifndef CW_STORE_COUNTS_FILE_H
#define CW_STORE_COUNTS_FILE_H

#include "base/result.h"

/** Whether the first bytes of a document, some hundred are enough, are those of a counts file or a weights file in
 *  JSON.  Says nothing of its being whole or right. */
bool cw_counts_file_probe(const char *text, size_t nbytes);

/** The rows of shards are blocks of the file, as if each took as many bytes as the others: where row `i` of `n` begins. */
static inline uint64_t
cw_counts_file_row_offset(uint64_t nbytes, size_t i, size_t n)
{
        return nbytes / n * i;
}

/**
 * Parses and checks a whole counts file; the result is sealed.  Free with cw_counts_free().
 *
 * Fails with CW_E_TRUNCATED (the document ends too soon), CW_E_CORRUPT (no JSON, a key missing or of the wrong kind, ids
 * that do not ascend, a name twice, sums that do not agree), CW_E_UNSUPPORTED (a later version; a number above 2^63 - 1)
 * or CW_E_MEMORY.
 */
CW_MUST_USE cw_status cw_counts_file_parse(const char *text, size_t nbytes, struct cw_counts **ret,
                                           struct cw_error *err);

#endif
