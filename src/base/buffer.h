/* SPDX-License-Identifier: MIT */
/*
 * A growing byte buffer for everything that is written: text is added piece by piece and failure is asked for once, at
 * the end.  The data always ends with a NUL that `n` leaves out.
 */
#ifndef CW_BASE_BUFFER_H
#define CW_BASE_BUFFER_H

#include "base/status.h"

struct cw_buffer {
        char *data; /**< NULL until something is added */
        size_t n;   /**< bytes in use, without the NUL */
        size_t cap;
        bool failed; /**< memory ran out; all further additions do nothing */
};

void cw_buffer_add(struct cw_buffer *b, const void *data, size_t nbytes);
void cw_buffer_puts(struct cw_buffer *b, const char *s);
void cw_buffer_putc(struct cw_buffer *b, char c);
void cw_buffer_printf(struct cw_buffer *b, const char *fmt, ...) CW_PRINTF(2, 3);

/** Hands the bytes over to the caller (cw_free) and empties the buffer; CW_E_MEMORY if an addition failed.  Never hands
 *  out NULL on success: an empty buffer gives "". */
CW_MUST_USE cw_status cw_buffer_take(struct cw_buffer *b, char **data_ret, size_t *n_ret, struct cw_error *err);
void cw_buffer_free(struct cw_buffer *b);

#endif
