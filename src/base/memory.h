/* SPDX-License-Identifier: MIT */
/*
 * The one allocation seam of the library.  Everything that src/ allocates comes from here, so that the fault tests can
 * make any one allocation fail.  Blocks are scratch of a worker: nothing is allocated a block.
 */
#ifndef CW_BASE_MEMORY_H
#define CW_BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* All return NULL when memory is out (or a test says so); all sizes may be 0, which still returns a pointer. */
void *cw_malloc(size_t nbytes);
void *cw_calloc(size_t n, size_t nbytes_each); /**< n * nbytes_each is checked for overflow */
void *cw_realloc(void *p, size_t nbytes);      /**< on failure `p` is untouched */

/** Memory in huge pages where the system has them: mapping it page by page costs as much as decompressing into it.  It begins
 *  with one. */
void *cw_malloc_huge(size_t nbytes);
/** As cw_realloc() for a worker's scratch, of which `n_kept` bytes are in use.  Large scratch lies in huge pages. */
void *cw_realloc_scratch(void *p, size_t n_kept, size_t nbytes);

char *cw_strdup(const char *s);
char *cw_strndup(const char *s, size_t n);
void cw_free(void *p); /**< NULL is fine */

/** Grows `*items_ref` (elements of nbytes_each) so that it holds at least `want`; doubles, so that appending is linear.
 *  `cap_ref` is in elements.  False when memory is out, and nothing is changed then. */
bool cw_grow(void *items_ref, size_t *cap_ref, size_t want, size_t nbytes_each);

/** Tests only: the n-th allocation from now (1 = the next) and every one after it fail; 0 turns that off. */
void cw_memory_fail_at(long n);

#endif
