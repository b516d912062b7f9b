/* SPDX-License-Identifier: MIT */
/*
 * Messages to bytes and back.  They come from our own processes, but are read like a file: a cut or foreign one is an
 * error, not a crash.
 */
#include "cluster/message.h"

#include "base/memory.h"
#include "base/varint.h"
#include "store/counts_file.h"
#include "write/json_write.h"

#include <string.h>

/* Says that both ends are the same program. */
static const char head[] = "counterweight-mpi " CW_VERSION_STRING;

/* The pointers of the options that are followed.  Who adds one to the options adds it here, and has the size below say
 * that he has seen this. */
static const size_t strings[] = {
        offsetof(struct cw_read_options, column),        offsetof(struct cw_read_options, o_label),
        offsetof(struct cw_read_options, dtype),         offsetof(struct cw_read_options, kernel),
        offsetof(struct cw_read_options, conll_field),   offsetof(struct cw_read_options, conll_separator),
        offsetof(struct cw_read_options, conll_comment), offsetof(struct cw_read_options, cache),
        offsetof(struct cw_read_options, output),
};

_Static_assert(sizeof(void *) != 8 || sizeof(struct cw_read_options) == 240,
               "a new option: if it is a pointer, add it to strings; then put the new size here");

/* ---- parts ------------------------------------------------------------------------------------------------- */

static void
put_text(struct cw_buffer *out, const char *text)
{
        cw_put_varint(out, text == NULL ? 0 : strlen(text) + 1);
        if (text != NULL)
                cw_buffer_puts(out, text);
}

static void
put_ids(struct cw_buffer *out, const int64_t *ids, size_t n)
{
        cw_put_varint(out, n);
        if (n > 0)
                cw_buffer_add(out, ids, n * sizeof(*ids));
}

static void
take_raw(struct cw_cursor *c, void *to, size_t nbytes)
{
        const uint8_t *p = cw_cursor_bytes(c, nbytes);
        if (p != NULL && nbytes > 0)
                memcpy(to, p, nbytes);
}

/* How many follow, each of `least` bytes at least. */
static size_t
take_n(struct cw_cursor *c, size_t least)
{
        const uint64_t n = cw_cursor_varint(c);
        if (n > cw_cursor_left(c) / least)
                c->bad = true;
        return c->bad ? 0 : (size_t)n;
}

/* Where a text lies; NULL for none. */
static const char *
find_text(struct cw_cursor *c, size_t *nbytes_ret)
{
        const uint64_t nbytes_plus_1 = cw_cursor_varint(c);
        if (nbytes_plus_1 == 0 || c->bad)
                return NULL;
        *nbytes_ret = (size_t)(nbytes_plus_1 - 1);
        return (const char *)cw_cursor_bytes(c, *nbytes_ret);
}

/* The copy is the caller's.  What the system refuses is as if the message were cut: `c` is bad then. */
static char *
take_text(struct cw_cursor *c)
{
        size_t n;
        const char *p = find_text(c, &n);
        char *copy = p == NULL ? NULL : cw_strndup(p, n);
        c->bad = c->bad || (p != NULL && copy == NULL);
        return copy;
}

static int64_t *
take_ids(struct cw_cursor *c, size_t *n_ret)
{
        const size_t n = take_n(c, sizeof(int64_t));
        int64_t *ids = cw_calloc(n, sizeof(*ids));
        c->bad = c->bad || ids == NULL;
        take_raw(c, ids, n * sizeof(*ids));
        *n_ret = c->bad ? 0 : n;
        return ids;
}

static cw_status
verdict(bool ok, const char *what, struct cw_error *err)
{
        if (ok)
                return CW_OK;
        return cw_fail(err, CW_E_IO, "a message of a rank (%s) cannot be read, or memory is out", what);
}

/* ---- a run ------------------------------------------------------------------------------------------------- */

/* Share and seed are among the options. */
static void
put_draw(struct cw_buffer *out, const struct cw_draw *draw)
{
        cw_put_varint(out, draw == NULL ? 0 : draw->lone ? 2 : 1);
        if (draw == NULL || !draw->lone)
                return;
        cw_put_varint(out, draw->lone_shard);
        cw_put_varint(out, draw->lone_block);
}

static void
take_draw(struct cw_cursor *c, struct cw_remote_run *r)
{
        const uint64_t kind = cw_cursor_varint(c);
        if (kind == 0)
                return;
        cw_draw_init(&r->draw, r->options.sample, r->options.sample_seed);
        r->run.draw = &r->draw;
        r->draw.lone = kind == 2;
        if (!r->draw.lone)
                return;
        r->draw.lone_shard = cw_cursor_varint(c);
        r->draw.lone_block = cw_cursor_varint(c);
}

void
cw_message_put_run(struct cw_buffer *out, const struct cw_run *run, const char *column)
{
        const char *text;
        cw_buffer_add(out, head, sizeof(head));
        cw_buffer_add(out, run->options, sizeof(*run->options));
        for (size_t i = 0; i < CW_ARRAY_LEN(strings); i++) {
                memcpy(&text, (const char *)run->options + strings[i], sizeof(text));
                put_text(out, text);
        }
        put_ids(out, run->ignore, run->n_ignore);
        cw_put_varint(out, run->map == NULL ? 0 : run->map->n + 1);
        put_text(out, column);
        cw_put_varint(out, (uint64_t)run->n_threads);
        put_draw(out, run->draw);
        cw_put_varint(out, run->inputs->n);
        for (size_t i = 0; i < run->inputs->n; i++) {
                cw_put_varint(out, run->inputs->items[i].nbytes);
                put_text(out, run->inputs->items[i].path);
        }
}

static void
take_options(struct cw_cursor *c, struct cw_remote_run *r)
{
        struct cw_read_options *o = &r->options;
        struct cw_buffer text = {0};
        size_t at[CW_ARRAY_LEN(strings)];
        take_raw(c, o, sizeof(*o));
        for (size_t i = 0; i < CW_ARRAY_LEN(strings); i++) {
                size_t n;
                const char *p = find_text(c, &n);
                at[i] = p == NULL ? SIZE_MAX : text.n;
                if (p != NULL) {
                        cw_buffer_add(&text, p, n);
                        cw_buffer_putc(&text, '\0');
                }
        }
        c->bad = c->bad || text.failed;
        r->text = text.data;
        for (size_t i = 0; i < CW_ARRAY_LEN(strings); i++) {
                const char *string = at[i] == SIZE_MAX || c->bad ? NULL : r->text + at[i];
                memcpy((char *)o + strings[i], &string, sizeof(string));
        }
        /* Of rank 0's own memory, and nothing to those who count. */
        o->labels_path = o->labels_text = o->split = o->by_column = NULL;
        o->ignore_ids = NULL;
        o->progress = NULL;
        o->notice = NULL;
        o->user = NULL;
        o->cancel = NULL;
}

static void
take_inputs(struct cw_cursor *c, struct cw_inputs *inputs)
{
        const size_t n = take_n(c, 2);
        inputs->items = cw_calloc(n, sizeof(*inputs->items));
        c->bad = c->bad || inputs->items == NULL;
        for (size_t i = 0; i < n && !c->bad; i++) {
                inputs->items[i].nbytes = cw_cursor_varint(c);
                inputs->items[i].path = take_text(c);
                c->bad = c->bad || inputs->items[i].path == NULL;
                inputs->n++;
        }
}

cw_status
cw_message_take_run(const void *bytes, size_t nbytes, struct cw_remote_run *ret, struct cw_error *err)
{
        struct cw_cursor c = cw_cursor_over(bytes, nbytes);
        *ret = (struct cw_remote_run){0};
        const uint8_t *p = cw_cursor_bytes(&c, sizeof(head));
        if (p == NULL || memcmp(p, head, sizeof(head)) != 0)
                return cw_fail(err, CW_E_IO, "expected the same counterweight-mpi on all ranks, found another version");
        take_options(&c, ret);
        ret->ignore = take_ids(&c, &ret->run.n_ignore);
        const uint64_t n_labels_plus_1 = cw_cursor_varint(&c);
        ret->column = take_text(&c);
        ret->run.n_threads = (int)cw_cursor_varint(&c);
        take_draw(&c, ret);
        take_inputs(&c, &ret->inputs);
        ret->run.options = &ret->options;
        ret->run.inputs = &ret->inputs;
        ret->run.ignore = ret->ignore;
        if (n_labels_plus_1 > 0) {
                ret->sized.n = (size_t)n_labels_plus_1 - 1;
                ret->run.map = &ret->sized;
        }
        return verdict(cw_cursor_ok(&c) && cw_cursor_left(&c) == 0, "the run", err);
}

void
cw_remote_run_free(struct cw_remote_run *r)
{
        cw_inputs_free(&r->inputs);
        if (r->run.draw != NULL)
                cw_draw_free(&r->draw);
        cw_free(r->ignore);
        cw_free(r->column);
        cw_free(r->text);
        *r = (struct cw_remote_run){0};
}

/* ---- an outcome -------------------------------------------------------------------------------------------- */

static void
put_names(struct cw_buffer *out, const struct cw_label_map *names)
{
        cw_put_varint(out, names == NULL ? 0 : names->n + 1);
        for (size_t i = 0; names != NULL && i < names->n; i++)
                put_text(out, names->names[i]);
        if (names != NULL)
                put_text(out, names->source);
}

/* As a counts file, which is what it was: such files are small, and few of them have slices. */
static void
put_sliced(struct cw_buffer *out, const struct cw_counts *sliced)
{
        struct cw_buffer text = {0};
        if (sliced != NULL)
                cw_json_write_counts(sliced, &text);
        out->failed |= text.failed;
        cw_put_text(out, text.data, text.n);
        cw_buffer_free(&text);
}

void
cw_message_put_outcome(struct cw_buffer *out, const struct cw_shard_outcome *o)
{
        cw_put_varint(out, o->ordinal);
        cw_put_varint(out, o->opened);
        cw_put_varint(out, o->is_counts_file);
        cw_put_varint(out, (uint64_t)o->status);
        if (o->status != CW_OK)
                cw_buffer_add(out, &o->err, sizeof(o->err));
        cw_buffer_add(out, &o->totals, sizeof(o->totals));
        cw_put_varint(out, o->counts.nbytes);
        cw_buffer_add(out, o->counts.bytes, o->counts.nbytes);
        put_text(out, o->column);
        put_ids(out, o->ignored, o->n_ignored);
        put_names(out, o->names);
        put_sliced(out, o->sliced);
        cw_put_text(out, o->drawn.data, o->drawn.n);
}

static void
take_counts(struct cw_cursor *c, struct cw_shard_counts *counts)
{
        const size_t n = take_n(c, 1);
        if (n == 0)
                return;
        counts->bytes = cw_malloc(n);
        c->bad = c->bad || counts->bytes == NULL;
        counts->nbytes = n;
        if (!c->bad)
                take_raw(c, counts->bytes, n);
}

static struct cw_label_map *
take_names(struct cw_cursor *c)
{
        struct cw_label_map *map = NULL;
        const size_t n_plus_1 = take_n(c, 1);
        if (n_plus_1 == 0)
                return NULL;
        const size_t n = n_plus_1 - 1;
        char **names = cw_calloc(n, sizeof(*names));
        c->bad = c->bad || names == NULL;
        for (size_t i = 0; i < n && !c->bad; i++) {
                names[i] = take_text(c);
                c->bad = c->bad || names[i] == NULL;
        }
        char *source = take_text(c);
        if (!c->bad &&
            cw_label_map_from_names((const char *const *)names, n, source == NULL ? "" : source, &map, NULL) != CW_OK)
                c->bad = true;
        for (size_t i = 0; names != NULL && i < n; i++)
                cw_free(names[i]);
        cw_free(names);
        cw_free(source);
        return map;
}

static struct cw_counts *
take_sliced(struct cw_cursor *c)
{
        struct cw_counts *counts = NULL;
        const size_t n = take_n(c, 1);
        const uint8_t *text = cw_cursor_bytes(c, n);
        if (n > 0 && !c->bad && cw_counts_file_parse((const char *)text, n, &counts, NULL) != CW_OK)
                c->bad = true;
        return counts;
}

static void
take_drawn(struct cw_cursor *c, struct cw_buffer *drawn)
{
        size_t n;
        const char *bytes = cw_cursor_text(c, &n);
        if (bytes != NULL && n > 0)
                cw_buffer_add(drawn, bytes, n);
        c->bad = c->bad || drawn->failed;
}

cw_status
cw_message_take_outcome(struct cw_cursor *c, struct cw_shard_outcome *ret, struct cw_error *err)
{
        struct cw_shard_outcome *o = ret;
        *o = (struct cw_shard_outcome){0};
        o->ordinal = cw_cursor_varint(c);
        o->opened = cw_cursor_varint(c) != 0;
        o->is_counts_file = cw_cursor_varint(c) != 0;
        o->status = (cw_status)cw_cursor_varint(c);
        if (o->status != CW_OK)
                take_raw(c, &o->err, sizeof(o->err));
        take_raw(c, &o->totals, sizeof(o->totals));
        take_counts(c, &o->counts);
        o->column = take_text(c);
        o->ignored = take_ids(c, &o->n_ignored);
        o->names = take_names(c);
        o->sliced = take_sliced(c);
        take_drawn(c, &o->drawn);
        return verdict(cw_cursor_ok(c), "a shard", err);
}
