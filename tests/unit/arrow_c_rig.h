/* SPDX-License-Identifier: MIT */
/*
 * A producer of Arrow C streams for tests: arrays put together from literals, batches handed out one after the other, and
 * a ledger of what was released.
 *
 *     struct rig *r = rig_new();
 *     rig_column(r, rig_field(r, "+l", "tags", 1, rig_field(r, "i", "item", 0)));
 *     rig_batch(r, n_rows, rig_array(r, n, offset, n_nulls, 2, buffers, 1, child));
 *     cw_counter_add_arrow(counter, rig_stream(r), &err);
 *     rig_end(r);           expects that all was released, once
 */
#ifndef CW_TESTS_ARROW_C_RIG_H
#define CW_TESTS_ARROW_C_RIG_H

#include "counterweight.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { RIG_MOST = 64 };

struct rig {
        struct ArrowArrayStream stream;
        struct ArrowSchema root;
        struct ArrowSchema *columns[RIG_MOST];
        struct ArrowArray batches[RIG_MOST];
        size_t n_columns, n_batches, next;
        int fail_at; /* get_next() number fail_at fails; -1: none */
        int n_given, n_released, n_streams_released, n_schemas_released;
        bool busy; /* get_next() is running: one at a time */
        pthread_mutex_t lock;
        void *blocks[1024]; /* all memory of the rig */
        size_t n_blocks;
};

static inline void *
rig_alloc(struct rig *r, size_t nbytes)
{
        cr_assert_lt(r->n_blocks, sizeof(r->blocks) / sizeof(r->blocks[0]));
        return r->blocks[r->n_blocks++] = calloc(1, nbytes == 0 ? 1 : nbytes);
}

/* A copy at the end of its own allocation, so that reading past it is found. */
static inline void *
rig_copy(struct rig *r, const void *data, size_t nbytes)
{
        void *p = rig_alloc(r, nbytes);
        memcpy(p, data, nbytes);
        return p;
}
#define RIG_COPY(r, array) rig_copy(r, array, sizeof(array))

static inline struct rig *
rig_new(void)
{
        struct rig *r = calloc(1, sizeof(*r));
        r->fail_at = -1;
        pthread_mutex_init(&r->lock, NULL);
        r->root.format = "+s";
        r->root.name = "";
        return r;
}

/* A field and its children, which follow. */
__attribute__((unused)) static inline struct ArrowSchema *
rig_field(struct rig *r, const char *format, const char *name, int n_children, ...)
{
        struct ArrowSchema *f = rig_alloc(r, sizeof(*f));
        va_list args;
        f->format = format;
        f->name = name;
        f->n_children = n_children;
        f->children = rig_alloc(r, sizeof(struct ArrowSchema *) * (size_t)n_children);
        va_start(args, n_children);
        for (int i = 0; i < n_children; i++)
                f->children[i] = va_arg(args, struct ArrowSchema *);
        va_end(args);
        return f;
}

__attribute__((unused)) static inline void
rig_column(struct rig *r, struct ArrowSchema *column)
{
        r->columns[r->n_columns++] = column;
}

/* buffers[0 .. n_buffers-1]; then the children. */
__attribute__((unused)) static inline struct ArrowArray *
rig_array(struct rig *r, int64_t length, int64_t offset, int64_t n_nulls, int n_buffers, const void *const *buffers,
          int n_children, ...)
{
        struct ArrowArray *a = rig_alloc(r, sizeof(*a));
        va_list args;
        a->length = length;
        a->offset = offset;
        a->null_count = n_nulls;
        a->n_buffers = n_buffers;
        a->buffers = rig_copy(r, buffers, sizeof(void *) * (size_t)n_buffers);
        a->n_children = n_children;
        a->children = rig_alloc(r, sizeof(struct ArrowArray *) * (size_t)n_children);
        va_start(args, n_children);
        for (int i = 0; i < n_children; i++)
                a->children[i] = va_arg(args, struct ArrowArray *);
        va_end(args);
        return a;
}

static inline void
rig_release_array(struct ArrowArray *a)
{
        struct rig *r = a->private_data;
        pthread_mutex_lock(&r->lock);
        r->n_released++;
        pthread_mutex_unlock(&r->lock);
        a->release = NULL;
}

/* A batch whose root is the struct of all columns; the root has no nulls and no offset. */
__attribute__((unused)) static inline struct ArrowArray *
rig_batch(struct rig *r, int64_t n_rows, struct ArrowArray *column)
{
        struct ArrowArray *b = &r->batches[r->n_batches++];
        b->length = n_rows;
        b->n_buffers = 1;
        b->buffers = rig_alloc(r, sizeof(void *));
        b->n_children = 1;
        b->children = rig_alloc(r, sizeof(struct ArrowArray *));
        b->children[0] = column;
        return b;
}

static inline void
rig_release_schema(struct ArrowSchema *s)
{
        struct rig *r = s->private_data;
        r->n_schemas_released++;
        s->release = NULL;
}

static inline int
rig_get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
        struct rig *r = stream->private_data;
        if (r->fail_at == -2)
                return EINVAL;
        *out = r->root;
        out->release = rig_release_schema;
        out->private_data = r;
        return 0;
}

static inline int
rig_get_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
        struct rig *r = stream->private_data;
        pthread_mutex_lock(&r->lock);
        cr_assert_not(r->busy);
        r->busy = true;
        pthread_mutex_unlock(&r->lock);
        int code = 0;
        memset(out, 0, sizeof(*out));
        if ((int)r->next == r->fail_at) {
                code = EIO;
        } else if (r->next < r->n_batches) {
                *out = r->batches[r->next++];
                out->release = rig_release_array;
                out->private_data = r;
                r->n_given++;
        }
        pthread_mutex_lock(&r->lock);
        r->busy = false;
        pthread_mutex_unlock(&r->lock);
        return code;
}

static inline const char *
rig_last_error(struct ArrowArrayStream *stream)
{
        (void)stream;
        return "the tape is torn";
}

static inline void
rig_release_stream(struct ArrowArrayStream *stream)
{
        struct rig *r = stream->private_data;
        r->n_streams_released++;
        stream->release = NULL;
}

__attribute__((unused)) static inline struct ArrowArrayStream *
rig_stream(struct rig *r)
{
        if (r->n_columns > 0) {
                r->root.n_children = (int64_t)r->n_columns;
                r->root.children = r->columns;
        }
        r->next = 0;
        r->stream = (struct ArrowArrayStream){.get_schema = rig_get_schema,
                                              .get_next = rig_get_next,
                                              .get_last_error = rig_last_error,
                                              .release = rig_release_stream,
                                              .private_data = r};
        return &r->stream;
}

__attribute__((unused)) static inline void
rig_end(struct rig *r)
{
        cr_expect_null(r->stream.release);
        cr_expect_eq(r->n_released, r->n_given, "%d of %d arrays were released", r->n_released, r->n_given);
        for (size_t i = 0; i < r->n_blocks; i++)
                free(r->blocks[i]);
        pthread_mutex_destroy(&r->lock);
        free(r);
}

#endif
