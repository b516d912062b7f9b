/* SPDX-License-Identifier: MIT */
/*
 * The digest of a file's content, made along with counting.
 *
 *      file      | piece 0 | piece 1 | ... | the last, which may be shorter
 *      digest    XXH3-128 of the XXH3-128 of all pieces, in order; of a file of one piece its own
 *
 * What is read for counting is shown: of the pieces that are whole in it the digest is made while they are in the processor's
 * cache.  What nobody has read, or not in one piece, is read in the end.  Of a columnar file, of which counting needs a small
 * part, the digest is of the pieces that have any of that part in them:
 *
 *      digest    XXH3-128 of the XXH3-128 of these pieces, in order
 *      pieces    (LEB128: how many are left out, how many follow), again and again
 */
#ifndef CW_INPUT_CONTENT_H
#define CW_INPUT_CONTENT_H

#include "base/buffer.h"
#include "base/hash.h"
#include "base/status.h"

struct cw_file;

enum { CW_CONTENT_PIECE = 1 << 15 /**< bytes; who reads up to multiples of this has its pieces whole */ };

/** The pieces of one file, and which of them have been seen. */
struct cw_content;

/** From now on what is read of a seekable file is shown, if memory for that can be had: some 0.05 % of its size.  Before
 *  the workers share the file. */
void cw_content_watch(struct cw_file *file);
/** These bytes lie at `offset` of the file.  Any number of callers; `content` may be NULL. */
void cw_content_show(struct cw_content *content, uint64_t offset, const void *bytes, size_t nbytes);
/** Bytes of the file that have not been seen in whole pieces.  When nobody reads any more. */
uint64_t cw_content_unseen(const struct cw_file *file);
void cw_content_free(struct cw_content **content);

/** The digest of a seekable file; reads what was not seen.  One caller, when nobody else reads.  CW_E_IO, CW_E_MEMORY,
 *  CW_E_TRUNCATED (it became shorter), CW_E_INTERRUPTED. */
CW_MUST_USE cw_status cw_file_digest(struct cw_file *file, struct cw_digest *digest_ret, struct cw_error *err);
/** Likewise of the pieces alone of which something was shown; which they are is appended to `pieces`. */
CW_MUST_USE cw_status cw_file_digest_shown(struct cw_file *file, struct cw_buffer *pieces, struct cw_digest *digest_ret,
                                           struct cw_error *err);
/** The same again, of a file of which nothing was shown yet.  CW_E_CORRUPT: the file has no such pieces. */
CW_MUST_USE cw_status cw_file_digest_pieces(struct cw_file *file, const void *pieces, size_t nbytes,
                                            struct cw_digest *digest_ret, struct cw_error *err);

#endif
