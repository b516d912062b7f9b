/* SPDX-License-Identifier: MIT */
/*
 * Facts of a shard: written and read.
 */
#include "merge/shard_facts.h"

#include "base/memory.h"
#include "base/varint.h"

#include <string.h>

enum { VERSION = 1 };

static const char magic[4] = {'C', 'W', 'S', 'F'};

void
cw_shard_facts_write(const struct cw_shard_facts *f, struct cw_buffer *out)
{
        const size_t from = out->n;
        const size_t n_names = f->names == NULL || f->ids_from_names ? 0 : f->names->n;
        cw_buffer_add(out, magic, sizeof(magic));
        cw_buffer_putc(out, VERSION);
        cw_buffer_putc(out, f->ids_from_names);
        cw_put_varint(out, f->column == NULL ? 0 : strlen(f->column) + 1);
        if (f->column != NULL)
                cw_buffer_puts(out, f->column);
        cw_put_varint(out, f->n_ignored);
        for (size_t i = 0; i < f->n_ignored; i++)
                cw_put_zigzag(out, f->ignored[i]);
        cw_put_varint(out, n_names);
        for (size_t i = 0; i < n_names; i++)
                cw_put_text(out, f->names->names[i], strlen(f->names->names[i]));
        cw_put_seal(out, from);
}

static cw_status
damaged(struct cw_error *err)
{
        return cw_fail(err, CW_E_CORRUPT, "the facts of a shard are damaged");
}

/* A text of the record as a string of its own, or NULL. */
static char *
copy_text(const char *text, size_t nbytes)
{
        return text == NULL || memchr(text, '\0', nbytes) != NULL ? NULL : cw_strndup(text, nbytes);
}

static cw_status
take_column(struct cw_cursor *c, struct cw_shard_facts *f, struct cw_error *err)
{
        const uint64_t nbytes_plus_1 = cw_cursor_varint(c);
        if (nbytes_plus_1 == 0)
                return CW_OK;
        const char *text = nbytes_plus_1 - 1 > cw_cursor_left(c)
                                   ? NULL
                                   : (const char *)cw_cursor_bytes(c, (size_t)nbytes_plus_1 - 1);
        f->column = copy_text(text, (size_t)nbytes_plus_1 - 1);
        return f->column == NULL ? damaged(err) : CW_OK;
}

static cw_status
take_ignored(struct cw_cursor *c, struct cw_shard_facts *f, struct cw_error *err)
{
        f->n_ignored = (size_t)cw_cursor_n(c, 1);
        f->ignored = cw_calloc(f->n_ignored, sizeof(*f->ignored));
        if (f->ignored == NULL)
                return cw_fail_memory(err, f->n_ignored * sizeof(*f->ignored));
        for (size_t i = 0; i < f->n_ignored; i++)
                f->ignored[i] = cw_cursor_zigzag(c);
        return CW_OK;
}

static cw_status
take_names(struct cw_cursor *c, const char *source, struct cw_shard_facts *f, struct cw_error *err)
{
        cw_status status = CW_OK;
        const size_t n = (size_t)cw_cursor_n(c, 1);
        if (n == 0 || c->bad)
                return CW_OK;
        char **names = cw_calloc(n, sizeof(*names));
        if (names == NULL)
                return cw_fail_memory(err, n * sizeof(*names));
        for (size_t i = 0; i < n && status == CW_OK; i++) {
                size_t nbytes;
                const char *text = cw_cursor_text(c, &nbytes);
                names[i] = copy_text(text, nbytes);
                if (names[i] == NULL)
                        status = damaged(err);
        }
        if (status == CW_OK)
                status = cw_label_map_from_names((const char *const *)names, n, source, &f->names, err);
        for (size_t i = 0; i < n; i++)
                cw_free(names[i]);
        cw_free(names);
        return status;
}

cw_status
cw_shard_facts_read(const void *bytes, size_t nbytes, const char *source, struct cw_shard_facts *f,
                    struct cw_error *err)
{
        struct cw_cursor c;
        cw_status status = CW_OK;
        *f = (struct cw_shard_facts){0};
        if (!cw_cursor_unseal(bytes, nbytes, &c))
                return damaged(err);
        const uint8_t *head = cw_cursor_bytes(&c, sizeof(magic) + 2);
        if (head == NULL || memcmp(head, magic, sizeof(magic)) != 0 || head[5] > 1)
                return damaged(err);
        if (head[4] != VERSION)
                return cw_fail(err, CW_E_UNSUPPORTED, "expected facts of a shard of version %d, found %d", (int)VERSION,
                               head[4]);
        f->ids_from_names = head[5] != 0;
        CW_TRY_GOTO(take_column(&c, f, err));
        CW_TRY_GOTO(take_ignored(&c, f, err));
        CW_TRY_GOTO(take_names(&c, source, f, err));
        if (!cw_cursor_ok(&c) || cw_cursor_left(&c) != 0)
                status = damaged(err);
done:
        if (status != CW_OK)
                cw_shard_facts_free(f);
        return status;
}

void
cw_shard_facts_free(struct cw_shard_facts *f)
{
        cw_label_map_free(&f->names);
        cw_free(f->ignored);
        cw_free(f->column);
        *f = (struct cw_shard_facts){0};
}
