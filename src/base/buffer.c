/* SPDX-License-Identifier: MIT */
/*
 * The growing byte buffer.
 */
#include "base/buffer.h"

#include "base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static bool
reserve(struct cw_buffer *b, size_t nbytes)
{
        if (b->failed || nbytes > SIZE_MAX - b->n - 1 || !cw_grow(&b->data, &b->cap, b->n + nbytes + 1, 1))
                b->failed = true;
        return !b->failed;
}

void
cw_buffer_add(struct cw_buffer *b, const void *data, size_t nbytes)
{
        if (!reserve(b, nbytes))
                return;
        if (nbytes > 0)
                memcpy(b->data + b->n, data, nbytes);
        b->n += nbytes;
        b->data[b->n] = '\0';
}

void
cw_buffer_puts(struct cw_buffer *b, const char *s)
{
        cw_buffer_add(b, s, strlen(s));
}

void
cw_buffer_putc(struct cw_buffer *b, char c)
{
        cw_buffer_add(b, &c, 1);
}

void
cw_buffer_printf(struct cw_buffer *b, const char *fmt, ...)
{
        va_list args, again;
        va_start(args, fmt);
        va_copy(again, args);
        int n = vsnprintf(NULL, 0, fmt, args);
        if (n >= 0 && reserve(b, (size_t)n)) {
                vsnprintf(b->data + b->n, (size_t)n + 1, fmt, again);
                b->n += (size_t)n;
        }
        va_end(again);
        va_end(args);
}

cw_status
cw_buffer_take(struct cw_buffer *b, char **data_ret, size_t *n_ret, struct cw_error *err)
{
        *data_ret = NULL;
        if (b->data == NULL)
                cw_buffer_add(b, "", 0);
        if (b->failed) {
                size_t wanted = b->cap;
                cw_buffer_free(b);
                return cw_fail_memory(err, wanted);
        }
        *data_ret = b->data;
        if (n_ret != NULL)
                *n_ret = b->n;
        *b = (struct cw_buffer){0};
        return CW_OK;
}

void
cw_buffer_free(struct cw_buffer *b)
{
        cw_free(b->data);
        *b = (struct cw_buffer){0};
}
