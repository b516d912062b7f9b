/* SPDX-License-Identifier: MIT */
/*
 * Storing and parsing of the header frame; picture in shard_header.h.  The checksum is looked at first: a flipped bit
 * is damage, whatever it may look like, and never "a later version".
 */
#include "formats/shard/shard_header.h"

#include "base/cursor.h"
#include "base/memory.h"
#include "count/histogram.h"
#include "formats/shard/shard_layout.h"

#include <string.h>

static const char magic[8] = {'C', 'W', 'S', 'H', 'A', 'R', 'D', '1'};

enum { ENCODING_IDS = 0, ENCODING_PHRASES = 1, FLAG_TEXT = 1, FLAG_GIVEN = 2, SEAL_NBYTES = 8 };

unsigned
cw_shard_id_nbytes(int64_t least, int64_t most)
{
        if (least >= INT8_MIN && most <= INT8_MAX)
                return 1;
        if (least >= INT16_MIN && most <= INT16_MAX)
                return 2;
        return least >= INT32_MIN && most <= INT32_MAX ? 4 : 8;
}

unsigned
cw_shard_magic_matches(const uint8_t *data, size_t nbytes)
{
        uint8_t want[4];
        unsigned n = 0;
        cw_store_le(want, CW_SHARD_HEADER_MAGIC, sizeof(want));
        for (size_t i = 0; i < sizeof(want) && i < nbytes; i++)
                n += data[i] == want[i];
        for (size_t i = 0; i < sizeof(magic) && CW_SHARD_SKIPPABLE_NBYTES + i < nbytes; i++)
                n += data[CW_SHARD_SKIPPABLE_NBYTES + i] == (uint8_t)magic[i];
        return n;
}

static void
add_le(struct cw_buffer *out, uint64_t v, size_t nbytes)
{
        uint8_t bytes[8];
        cw_store_le(bytes, v, nbytes);
        cw_buffer_add(out, bytes, nbytes);
}

static void
add_varint(struct cw_buffer *out, uint64_t v)
{
        for (; v >= 0x80; v >>= 7)
                cw_buffer_putc(out, (char)(uint8_t)(v | 0x80));
        cw_buffer_putc(out, (char)v);
}

static void
add_text(struct cw_buffer *out, const char *s)
{
        size_t n = s == NULL ? 0 : strlen(s);
        add_varint(out, n);
        if (n > 0)
                cw_buffer_add(out, s, n);
}

cw_status
cw_shard_header_store(const struct cw_shard_header *h, struct cw_buffer *out, struct cw_error *err)
{
        const size_t begin = out->n;
        add_le(out, CW_SHARD_HEADER_MAGIC, 4);
        add_le(out, 0, 4); /* the size, known at the end */
        cw_buffer_add(out, magic, sizeof(magic));
        const uint8_t fixed[4] = {
                CW_SHARD_VERSION, (uint8_t)h->id_nbytes, h->phrases != NULL ? ENCODING_PHRASES : ENCODING_IDS,
                (uint8_t)((h->labels_were_text ? FLAG_TEXT : 0) | (h->ids_from_names ? FLAG_GIVEN : 0))};
        cw_buffer_add(out, fixed, sizeof(fixed));
        add_text(out, h->column);
        add_varint(out, h->n_ignored);
        for (size_t i = 0; i < h->n_ignored; i++)
                add_le(out, (uint64_t)h->ignored[i], 8);
        add_varint(out, h->n_names);
        for (size_t i = 0; i < h->n_names; i++)
                add_text(out, h->names[i]);
        if (h->phrases != NULL)
                cw_phrases_store(h->phrases, h->id_nbytes, out);
        const size_t sealed = out->n - begin;
        add_le(out, 0, SEAL_NBYTES);
        if (out->failed)
                return cw_fail_memory(err, out->n);
        const size_t nbytes = out->n - begin;
        if (nbytes > CW_SHARD_HEADER_MOST || h->n_names > CW_LABELS_MOST)
                return cw_fail(
                        err, CW_E_LIMIT,
                        "%zu label names of %zu bytes in all are more than a shard can carry (%d names, %d bytes)",
                        h->n_names, nbytes, (int)CW_LABELS_MOST, (int)CW_SHARD_HEADER_MOST);
        uint8_t *frame = (uint8_t *)out->data + begin;
        cw_store_le(frame + 4, nbytes - CW_SHARD_SKIPPABLE_NBYTES, 4);
        cw_shard_seal(frame, sealed);
        return CW_OK;
}

/* Where the lists of a header lie in its bytes. */
struct lists {
        const uint8_t *column, *ignored;
        size_t column_nbytes, n_ignored, n_names;
        struct cw_cursor names;
};

/* A count or a length of things that take `nbytes_each` bytes at least; bad if so many cannot follow. */
static size_t
count_of(struct cw_cursor *c, size_t nbytes_each)
{
        uint64_t n = cw_cursor_varint(c);
        if (n > cw_cursor_left(c) / nbytes_each) {
                c->bad = true;
                return 0;
        }
        return (size_t)n;
}

static bool
find_lists(struct cw_cursor *c, struct lists *l)
{
        l->column_nbytes = count_of(c, 1);
        l->column = cw_cursor_bytes(c, l->column_nbytes);
        l->n_ignored = count_of(c, 8);
        l->ignored = cw_cursor_bytes(c, l->n_ignored * 8);
        l->n_names = count_of(c, 1);
        l->names = *c;
        return cw_cursor_ok(c) && l->n_names <= CW_LABELS_MOST;
}

/* Copies a string to *to, with a NUL behind it, and moves *to.  NULL if there is a NUL inside. */
static const char *
copy_text(char **to, const uint8_t *text, size_t nbytes)
{
        char *copy = *to;
        if (nbytes > 0) {
                if (memchr(text, '\0', nbytes) != NULL)
                        return NULL;
                memcpy(copy, text, nbytes);
        }
        copy[nbytes] = '\0';
        *to += nbytes + 1;
        return copy;
}

/* `memory` begins with a struct cw_phrases, in use or not. */
static const char *
fill(const struct lists *l, void *memory, bool has_phrases, struct cw_shard_header *h)
{
        int64_t *ignored = (int64_t *)((struct cw_phrases *)memory + 1);
        const char **names = (const char **)(ignored + l->n_ignored);
        char *text = (char *)(names + l->n_names);
        struct cw_cursor c = l->names;
        for (size_t i = 0; i < l->n_ignored; i++)
                ignored[i] = (int64_t)cw_load_le(l->ignored + 8 * i, 8);
        if ((h->column = copy_text(&text, l->column, l->column_nbytes)) == NULL)
                return "the column's name holds a NUL";
        for (size_t i = 0; i < l->n_names; i++) {
                size_t nbytes = count_of(&c, 1);
                const uint8_t *name = cw_cursor_bytes(&c, nbytes);
                if (name == NULL)
                        return "the label names run past the end of the header";
                if ((names[i] = copy_text(&text, name, nbytes)) == NULL)
                        return "a label name holds a NUL";
        }
        if (has_phrases) {
                const char *why = cw_phrases_load(&c, h->id_nbytes, memory);
                if (why != NULL)
                        return why;
                h->phrases = memory;
        }
        if (cw_cursor_left(&c) != 0)
                return has_phrases ? "bytes follow the dictionary" : "bytes follow the label names";
        if (l->column_nbytes == 0)
                h->column = NULL;
        h->ignored = l->n_ignored > 0 ? ignored : NULL;
        h->n_ignored = l->n_ignored;
        h->names = l->n_names > 0 ? names : NULL;
        h->n_names = l->n_names;
        return NULL;
}

static cw_status
load_fixed(struct cw_cursor *c, struct cw_shard_header *h, bool *has_phrases_ret, struct cw_error *err)
{
        unsigned version = cw_cursor_u8(c), id_nbytes = cw_cursor_u8(c), encoding = cw_cursor_u8(c),
                 flags = cw_cursor_u8(c);
        if (version != CW_SHARD_VERSION)
                return cw_fail(err, CW_E_UNSUPPORTED,
                               "expected a native shard of version %d, found version %u; use a newer counterweight",
                               (int)CW_SHARD_VERSION, version);
        if (encoding > ENCODING_PHRASES || (flags & ~(unsigned)(FLAG_TEXT | FLAG_GIVEN)) != 0)
                return cw_fail(err, CW_E_UNSUPPORTED,
                               "encoding %u with flags 0x%02x is not supported; use a newer counterweight", encoding,
                               flags);
        if (id_nbytes != 1 && id_nbytes != 2 && id_nbytes != 4 && id_nbytes != 8)
                return cw_fail(err, CW_E_CORRUPT, "expected ids of 1, 2, 4 or 8 bytes, found %u; the file is damaged",
                               id_nbytes);
        h->id_nbytes = id_nbytes;
        h->labels_were_text = (flags & FLAG_TEXT) != 0;
        h->ids_from_names = (flags & FLAG_GIVEN) != 0;
        *has_phrases_ret = encoding == ENCODING_PHRASES;
        return CW_OK;
}

cw_status
cw_shard_header_load(const uint8_t *bytes, size_t nbytes, struct cw_shard_header *header_ret, void **memory_ret,
                     struct cw_error *err)
{
        struct lists lists;
        bool has_phrases = false;
        *header_ret = (struct cw_shard_header){0};
        *memory_ret = NULL;
        if (nbytes < CW_SHARD_HEADER_LEAST || !cw_shard_sealed(bytes, nbytes - SEAL_NBYTES))
                return cw_fail(err, CW_E_CORRUPT, "the checksum of the header differs; the file is damaged");
        struct cw_cursor c = cw_cursor_over(bytes, nbytes - SEAL_NBYTES);
        (void)cw_cursor_bytes(&c, CW_SHARD_PROBE_NBYTES);
        CW_TRY(load_fixed(&c, header_ret, &has_phrases, err));
        if (!find_lists(&c, &lists))
                return cw_fail(err, CW_E_CORRUPT, "the header's lists do not fit into it; the file is damaged");
        /* Every list took its bytes from the header, so this is a small multiple of its size. */
        size_t need = sizeof(struct cw_phrases) + lists.n_ignored * sizeof(int64_t) +
                      lists.n_names * (sizeof(char *) + 1) + nbytes + 1;
        void *memory = cw_malloc(need);
        if (memory == NULL)
                return cw_fail_memory(err, need);
        const char *why = fill(&lists, memory, has_phrases, header_ret);
        if (why != NULL) {
                *header_ret = (struct cw_shard_header){0}; /* which may point into the memory already */
                cw_free(memory);
                return cw_fail(err, CW_E_CORRUPT, "the header is damaged: %s", why);
        }
        *memory_ret = memory;
        return CW_OK;
}
