/* SPDX-License-Identifier: MIT */
/*
 * Entries of the cache as bytes, and their keys.
 */
#include "cache_entry.h"

#include "base/varint.h"
#include "input/content.h"

#include <string.h>

/* To be raised by whoever changes what any parser counts of the same bytes; a release is another version anyhow. */
#define PARSERS "1 " CW_VERSION_STRING

enum { VERSION = 3 };

static const char magic[4] = {'C', 'W', 'S', 'E'};

/* NULL and "" differ. */
static void
put_optional(struct cw_buffer *out, const char *text)
{
        cw_put_varint(out, text == NULL ? 0 : strlen(text) + 1);
        if (text != NULL)
                cw_buffer_puts(out, text);
}

/* Who adds an option that changes what is counted of a shard adds it here, and has the size below say that he has seen
 * this. */
_Static_assert(sizeof(void *) != 8 || sizeof(struct cw_read_options) == 240,
               "a new option: if it changes the counts of a shard, put it into the key; then put the new size here");

void
cw_cache_put_settings(struct cw_buffer *out, const struct cw_read_options *o, const char *column)
{
        put_optional(out, PARSERS);
        cw_put_varint(out, (uint64_t)o->format);
        put_optional(out, o->column);
        put_optional(out, column);
        put_optional(out, o->dtype);
        cw_put_varint(out, o->skip_bad_rows);
        put_optional(out, o->conll_field);
        put_optional(out, o->conll_separator);
        put_optional(out, o->conll_comment);
        cw_put_varint(out, o->conll_header);
}

static void
put_identity(struct cw_buffer *out, const struct cw_identity *id)
{
        cw_put_le(out, id->device, 8);
        cw_put_le(out, id->inode, 8);
        cw_put_le(out, id->nbytes, 8);
        cw_put_le(out, (uint64_t)id->mtime_ns, 8);
}

/* A key a file of every run: no buffer that grows. */
struct cw_digest
cw_cache_key(struct cw_digest settings, const char *path, const struct cw_identity *id)
{
        const char *slash = strrchr(path, '/'), *dot = strchr(slash == NULL ? path : slash, '.');
        struct cw_digest end = {0};
        if (dot != NULL)
                end = cw_hash128(dot, strlen(dot));
        const uint64_t words[] = {id->device, id->inode, id->nbytes,  (uint64_t)id->mtime_ns,
                                  end.lo,     end.hi,    settings.lo, settings.hi};
        uint8_t bytes[sizeof(words)];
        for (size_t i = 0; i < CW_ARRAY_LEN(words); i++)
                cw_store_word(bytes + 8 * i, words[i]);
        return cw_hash128(bytes, sizeof(bytes));
}

void
cw_cache_entry_write(const struct cw_cache_entry *e, struct cw_buffer *out)
{
        cw_buffer_add(out, magic, sizeof(magic));
        cw_buffer_putc(out, VERSION);
        cw_buffer_putc(out, (char)e->digested);
        put_identity(out, &e->identity);
        cw_put_le(out, e->content.lo, 8);
        cw_put_le(out, e->content.hi, 8);
        cw_put_le(out, e->facts.lo, 8);
        cw_put_le(out, e->facts.hi, 8);
        cw_put_text(out, e->path, e->path_nbytes);
        cw_put_text(out, e->pieces, e->pieces_nbytes);
        cw_buffer_add(out, e->counts, e->counts_nbytes);
}

static struct cw_digest
take_digest(struct cw_cursor *c)
{
        const uint64_t lo = cw_cursor_u64(c), hi = cw_cursor_u64(c);
        return (struct cw_digest){lo, hi};
}

bool
cw_cache_entry_read(const void *bytes, size_t nbytes, struct cw_cache_entry *e)
{
        struct cw_cursor c = cw_cursor_over(bytes, nbytes);
        const uint8_t *head = cw_cursor_bytes(&c, sizeof(magic) + 2);
        if (head == NULL || memcmp(head, magic, sizeof(magic)) != 0 || head[4] != VERSION ||
            head[5] > CW_DIGESTED_PIECES)
                return false;
        e->digested = (enum cw_cache_digested)head[5];
        e->identity.device = cw_cursor_u64(&c);
        e->identity.inode = cw_cursor_u64(&c);
        e->identity.nbytes = cw_cursor_u64(&c);
        e->identity.mtime_ns = (int64_t)cw_cursor_u64(&c);
        e->content = take_digest(&c);
        e->facts = take_digest(&c);
        e->path = cw_cursor_text(&c, &e->path_nbytes);
        e->pieces = cw_cursor_text(&c, &e->pieces_nbytes);
        e->counts_nbytes = cw_cursor_left(&c);
        e->counts = cw_cursor_bytes(&c, e->counts_nbytes);
        return cw_cursor_ok(&c);
}

bool
cw_cache_entry_is_of(const struct cw_cache_entry *e, struct cw_file *file, bool *known_ret)
{
        struct cw_digest now = {0};
        *known_ret = e->digested != CW_DIGESTED_NOTHING &&
                     (e->digested == CW_DIGESTED_ALL
                              ? cw_file_digest(file, &now, NULL)
                              : cw_file_digest_pieces(file, e->pieces, e->pieces_nbytes, &now, NULL)) == CW_OK;
        return *known_ret && cw_digest_equal(now, e->content);
}
