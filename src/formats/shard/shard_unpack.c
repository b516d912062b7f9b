/* SPDX-License-Identifier: MIT */
/*
 * Unpacking: a collecting tally (count/collector.h) whose ids become text.  How each named id is spelt is worked out
 * once, so that a label costs a copy.
 */
#include "formats/shard/shard_unpack.h"

#include "base/cursor.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "count/collector.h"
#include "formats/shard/shard_reader.h"

#include <string.h>

enum { SEND_NBYTES = 1 << 16 };

struct unpack {
        cw_unpack_format format;
        unsigned id_nbytes;
        cw_sink_fn *sink;
        void *sink_user;
        struct cw_error *err;
        struct cw_buffer out;
        struct cw_buffer before;   /* what stands before the labels of a record */
        struct cw_buffer spelling; /* of all named ids, one after the other */
        size_t *spelt;             /* that of id: spelling[spelt[id] .. spelt[id + 1]) */
        size_t n_spelt;
        bool in_sequence; /* labels of it have been written */
};

/* ---- spelling ------------------------------------------------------------------------------------------------ */

/* Of a well-formed character of `n` bytes. */
static uint32_t
code_point(const char *text, size_t n)
{
        uint32_t point = n == 1 ? (uint8_t)text[0] : (uint8_t)text[0] & (0x7Fu >> n);
        for (size_t i = 1; i < n; i++)
                point = point << 6 | ((uint8_t)text[i] & 0x3Fu);
        return point;
}

static void
add_escaped(struct cw_buffer *b, uint32_t point)
{
        static const char named[] = {'"', '"', '\\', '\\', '\n', 'n', '\r', 'r', '\t', 't', '\f', 'f', '\b', 'b'};
        for (size_t i = 0; i < sizeof(named); i += 2) {
                if (point == (uint32_t)named[i]) {
                        cw_buffer_putc(b, '\\');
                        cw_buffer_putc(b, named[i + 1]);
                        return;
                }
        }
        if (point >= ' ' && point <= '~')
                cw_buffer_putc(b, (char)point);
        else if (point < 0x10000)
                cw_buffer_printf(b, "\\u%04x", point);
        else
                cw_buffer_printf(b, "\\u%04x\\u%04x", 0xD800 + ((point - 0x10000) >> 10),
                                 0xDC00 + ((point - 0x10000) & 0x3FF));
}

/* A JSON string as json.dumps writes it: all but printable ASCII escaped.  Bytes that are not UTF-8 stay as they are,
 * so that reading the output gives the label back. */
static void
add_json_string(struct cw_buffer *b, const char *s, size_t nbytes)
{
        cw_buffer_putc(b, '"');
        for (size_t i = 0; i < nbytes;) {
                const size_t n = cw_utf8_length(s + i, nbytes - i);
                if (n == 0)
                        cw_buffer_putc(b, s[i]);
                else
                        add_escaped(b, code_point(s + i, n));
                i += n == 0 ? 1 : n;
        }
        cw_buffer_putc(b, '"');
}

static cw_status
spell_names(struct unpack *u, const struct cw_shard_header *h, struct cw_error *err)
{
        u->spelt = cw_calloc(h->n_names + 1, sizeof(*u->spelt));
        if (u->spelt == NULL)
                return cw_fail_memory(err, (h->n_names + 1) * sizeof(*u->spelt));
        u->n_spelt = h->n_names;
        for (size_t i = 0; i < h->n_names; i++) {
                if (u->format == CW_UNPACK_JSONL) {
                        add_json_string(&u->spelling, h->names[i], strlen(h->names[i]));
                } else {
                        if (h->names[i][strcspn(h->names[i], "\r\n")] != '\0' || h->names[i][0] == '\0')
                                return cw_fail(err, CW_E_DATA,
                                               "the name of label %zu is empty or has a line break, which text cannot "
                                               "hold; unpack the shard as jsonl",
                                               i);
                        cw_buffer_puts(&u->spelling, h->names[i]);
                }
                u->spelt[i + 1] = u->spelling.n;
        }
        return CW_OK;
}

static cw_status
spell(struct unpack *u, const struct cw_shard_header *h, struct cw_error *err)
{
        const char *column = h->column == NULL ? "labels" : h->column;
        cw_buffer_putc(&u->before, '{');
        add_json_string(&u->before, column, strlen(column));
        cw_buffer_puts(&u->before, ": [");
        if (h->n_names > 0 && (u->format == CW_UNPACK_TEXT || (u->format == CW_UNPACK_JSONL && h->labels_were_text)))
                CW_TRY(spell_names(u, h, err));
        if (u->before.failed || u->spelling.failed)
                return cw_fail(err, CW_E_MEMORY, "out of memory for the label names");
        return CW_OK;
}

/* ---- output -------------------------------------------------------------------------------------------------- */

static void
add_decimal(struct cw_buffer *b, int64_t id)
{
        char digits[20];
        size_t at = sizeof(digits);
        uint64_t v = id < 0 ? 0 - (uint64_t)id : (uint64_t)id;
        do
                digits[--at] = (char)('0' + v % 10);
        while ((v /= 10) != 0);
        if (id < 0)
                digits[--at] = '-';
        cw_buffer_add(b, digits + at, sizeof(digits) - at);
}

static void
add_label(struct unpack *u, int64_t id)
{
        if ((uint64_t)id < u->n_spelt)
                cw_buffer_add(&u->out, u->spelling.data + u->spelt[id], u->spelt[id + 1] - u->spelt[id]);
        else
                add_decimal(&u->out, id);
}

static cw_status
send_out(struct unpack *u)
{
        if (u->out.failed)
                return cw_fail_memory(u->err, u->out.cap);
        if (u->out.n == 0)
                return CW_OK;
        cw_status status = u->sink(u->sink_user, u->out.data, u->out.n, u->err);
        u->out.n = 0;
        return status;
}

static void
add_id(struct unpack *u, int64_t id)
{
        uint8_t bytes[8];
        switch (u->format) {
        case CW_UNPACK_JSONL:
                if (u->in_sequence)
                        cw_buffer_add(&u->out, ", ", 2);
                else
                        cw_buffer_add(&u->out, u->before.data, u->before.n);
                add_label(u, id);
                break;
        case CW_UNPACK_TEXT:
                add_label(u, id);
                cw_buffer_putc(&u->out, '\n');
                break;
        case CW_UNPACK_RAW:
                cw_store_le(bytes, (uint64_t)id, u->id_nbytes);
                cw_buffer_add(&u->out, bytes, u->id_nbytes);
                break;
        }
        u->in_sequence = true;
}

static cw_status
unpack_ids(void *user, const int64_t *ids, size_t n)
{
        struct unpack *u = user;
        for (size_t i = 0; i < n; i++) {
                add_id(u, ids[i]);
                if (u->out.n >= SEND_NBYTES || u->out.failed)
                        CW_TRY(send_out(u));
        }
        return CW_OK;
}

static cw_status
unpack_end_sequence(void *user)
{
        struct unpack *u = user;
        if (u->format == CW_UNPACK_JSONL) {
                if (!u->in_sequence)
                        cw_buffer_add(&u->out, u->before.data, u->before.n);
                cw_buffer_puts(&u->out, "]}\n");
        } else if (u->format == CW_UNPACK_TEXT) {
                cw_buffer_putc(&u->out, '\n');
        }
        u->in_sequence = false;
        return u->out.n >= SEND_NBYTES || u->out.failed ? send_out(u) : CW_OK;
}

/* Never called: a shard holds ids only. */
static cw_status
unpack_name(void *user, const char *text, size_t nbytes)
{
        const struct unpack *u = user;
        (void)text;
        return cw_fail(u->err, CW_E_DATA, "expected ids, found a name of %zu bytes", nbytes);
}

/* ---- the pass over the shard ---------------------------------------------------------------------------------- */

static cw_status
read_all(struct cw_reader *reader, struct cw_scratch *scratch, struct cw_tally *tally, struct cw_error *err)
{
        const volatile int *cancel = reader->options->cancel;
        for (;;) {
                struct cw_block block;
                bool more = false;
                if (cw_is_cancelled(cancel))
                        return cw_fail(err, CW_E_INTERRUPTED, "interrupted");
                CW_TRY(cw_reader_next(reader, scratch, &block, &more, err));
                if (!more)
                        return cw_reader_finish(reader, scratch, tally, err);
                CW_TRY(cw_reader_decode(reader, &block, scratch, tally, err));
                CW_TRY(cw_tally_status(tally, err));
        }
}

cw_status
cw_shard_unpack(struct cw_reader *reader, cw_unpack_format format, cw_sink_fn *sink, void *sink_user,
                struct cw_error *err)
{
        const struct cw_shard_header *header = cw_shard_reader_header(reader);
        struct unpack u = {.format = format, .id_nbytes = header->id_nbytes, .sink = sink, .sink_user = sink_user};
        struct cw_collector collector = {
                .user = &u, .ids = unpack_ids, .name = unpack_name, .end_sequence = unpack_end_sequence};
        struct cw_scratch scratch = {.max_nbytes = reader->options->max_memory};
        struct cw_tally tally;
        cw_status status = CW_OK;
        u.err = err;
        CW_TRY(cw_tally_init(&tally, err));
        tally.collector = &collector;
        CW_TRY_GOTO(spell(&u, header, err));
        CW_TRY_GOTO(read_all(reader, &scratch, &tally, err));
        if (u.in_sequence && format == CW_UNPACK_JSONL)
                CW_TRY_GOTO(unpack_end_sequence(&u));
        CW_TRY_GOTO(send_out(&u));
done:
        cw_tally_free(&tally);
        cw_scratch_free(&scratch);
        cw_buffer_free(&u.out);
        cw_buffer_free(&u.before);
        cw_buffer_free(&u.spelling);
        cw_free(u.spelt);
        return status;
}
