/* SPDX-License-Identifier: MIT */
/*
 * Segments of the cache: opened, searched, written.
 */
#include "store/cache_segment.h"

#include "base/memory.h"
#include "base/varint.h"
#include "write/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
        HEAD_NBYTES = 32,
        SUMMED_NBYTES = 24, /* of the head, under its checksum */
        ROW_NBYTES = 32,
        STAMP_NBYTES = 4,
        RECORD_LEAST = CW_SEGMENT_KEY_NBYTES + CW_SEAL_NBYTES,
        WRITE_NBYTES = 1 << 16,
        WHOLE_NBYTES = 1 << 21 /* thousands of shards: one read instead of one each */
};

static const char magic[8] = {'C', 'W', 'C', 'A', 'C', 'H', 'E', '1'};

/* ---- reading ---------------------------------------------------------------------------------------------- */

static bool
read_at(int fd, uint64_t offset, void *buffer, size_t want)
{
        for (size_t got = 0; got < want;) {
                const ssize_t n = pread(fd, (char *)buffer + got, want - got, (off_t)(offset + got));
                if (n < 0 && errno == EINTR)
                        continue;
                if (n <= 0)
                        return false;
                got += (size_t)n;
        }
        return true;
}

static struct cw_digest
take_digest(struct cw_cursor *c)
{
        const uint64_t lo = cw_cursor_u64(c), hi = cw_cursor_u64(c);
        return (struct cw_digest){lo, hi};
}

/* The rows, each of which must ascend and lie within the file; then the stamps. */
static bool
take_rows(struct cw_segment *s, struct cw_cursor *c)
{
        const uint64_t from = HEAD_NBYTES + (uint64_t)s->n * (ROW_NBYTES + STAMP_NBYTES);
        for (size_t i = 0; i < s->n; i++) {
                struct cw_segment_item *item = &s->items[i];
                item->key = take_digest(c);
                item->offset = cw_cursor_u64(c);
                item->nbytes = cw_cursor_u32(c);
                (void)cw_cursor_u32(c);
                if ((i > 0 && cw_digest_compare(item[-1].key, item->key) >= 0) || item->offset < from ||
                    item->nbytes < RECORD_LEAST || item->nbytes > CW_SEGMENT_RECORD_MOST || item->offset > s->nbytes ||
                    item->nbytes > s->nbytes - item->offset)
                        return false;
        }
        for (size_t i = 0; i < s->n; i++)
                s->items[i].used = cw_cursor_u32(c);
        return cw_cursor_ok(c);
}

static cw_status
damaged(struct cw_error *err, const char *what)
{
        return cw_fail(err, CW_E_CORRUPT, "the segment of the cache is damaged: %s", what);
}

static cw_status
read_table(struct cw_segment *s, struct cw_error *err)
{
        uint8_t head[HEAD_NBYTES];
        struct stat st;
        if (fstat(s->fd, &st) != 0)
                return cw_fail_errno(err, "cannot open");
        s->nbytes = (uint64_t)st.st_size;
        if (!S_ISREG(st.st_mode) || !read_at(s->fd, 0, head, HEAD_NBYTES))
                return cw_fail(err, CW_E_TRUNCATED, "the segment of the cache is cut off");
        if (memcmp(head, magic, sizeof(magic)) != 0)
                return cw_fail(err, CW_E_UNSUPPORTED, "is no segment of a cache of this version");
        const uint64_t n = cw_load_le(head + 8, 4);
        if (cw_load_le(head + 16, 8) != s->nbytes)
                return damaged(err, "it has not the size that it says");
        if (n > (s->nbytes - HEAD_NBYTES) / (ROW_NBYTES + STAMP_NBYTES + RECORD_LEAST))
                return damaged(err, "it is too short for its table");
        const size_t table_nbytes = (size_t)n * (ROW_NBYTES + STAMP_NBYTES);
        const size_t nbytes = s->nbytes <= WHOLE_NBYTES ? (size_t)s->nbytes : HEAD_NBYTES + table_nbytes;
        uint8_t *bytes = cw_malloc(nbytes);
        s->items = cw_calloc((size_t)n, sizeof(*s->items));
        s->n = (size_t)n;
        cw_status status = CW_OK;
        if (bytes == NULL || s->items == NULL)
                CW_TRY_GOTO(cw_fail_memory(err, table_nbytes));
        if (!read_at(s->fd, 0, bytes, nbytes))
                CW_TRY_GOTO(damaged(err, "it cannot be read"));
        /* The checksum gives way to what it is of, which then lies in one piece. */
        memcpy(bytes + HEAD_NBYTES - SUMMED_NBYTES, head, SUMMED_NBYTES);
        if (cw_hash64(bytes + HEAD_NBYTES - SUMMED_NBYTES, SUMMED_NBYTES + (size_t)n * ROW_NBYTES) !=
            cw_load_le(head + SUMMED_NBYTES, 8))
                CW_TRY_GOTO(damaged(err, "the checksum of its table differs"));
        struct cw_cursor c = cw_cursor_over(bytes + HEAD_NBYTES, table_nbytes);
        if (!take_rows(s, &c))
                CW_TRY_GOTO(damaged(err, "its table is out of order"));
        if (s->nbytes <= WHOLE_NBYTES) {
                s->whole = bytes;
                bytes = NULL;
        }
done:
        cw_free(bytes);
        return status;
}

cw_status
cw_segment_open(const char *path, struct cw_segment *s, struct cw_error *err)
{
        cw_status status = CW_OK;
        *s = (struct cw_segment){.fd = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK), .writable = true};
        if (s->fd < 0) {
                s->writable = false;
                s->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
        }
        if (s->fd < 0)
                status = cw_fail_errno(err, "cannot open");
        else if ((s->path = cw_strdup(path)) == NULL)
                status = cw_fail_memory(err, strlen(path));
        else
                status = read_table(s, err);
        if (status != CW_OK) {
                cw_error_locate(err, path, NULL, 0);
                cw_segment_close(s);
        }
        return status;
}

struct cw_segment_item *
cw_segment_find(const struct cw_segment *s, struct cw_digest key)
{
        size_t from = 0, to = s->n;
        while (from < to) {
                const size_t middle = from + (to - from) / 2;
                const int order = cw_digest_compare(s->items[middle].key, key);
                if (order == 0)
                        return &s->items[middle];
                if (order < 0)
                        from = middle + 1;
                else
                        to = middle;
        }
        return NULL;
}

void
cw_segment_read_raw(const struct cw_segment *s, const struct cw_segment_item *item, struct cw_buffer *out)
{
        char piece[1 << 12];
        if (s->whole != NULL) {
                cw_buffer_add(out, s->whole + item->offset, item->nbytes);
                return;
        }
        for (uint32_t done = 0; done < item->nbytes;) {
                const uint32_t left = item->nbytes - done;
                const uint32_t want = left < sizeof(piece) ? left : (uint32_t)sizeof(piece);
                if (!read_at(s->fd, item->offset + done, piece, want))
                        memset(piece, 0, want);
                cw_buffer_add(out, piece, want);
                done += want;
        }
}

cw_status
cw_segment_read(const struct cw_segment *s, const struct cw_segment_item *item, struct cw_buffer *out,
                struct cw_error *err)
{
        const size_t from = out->n;
        struct cw_cursor c;
        cw_segment_read_raw(s, item, out);
        if (out->failed)
                return cw_fail_memory(err, item->nbytes);
        const bool whole = cw_cursor_unseal(out->data + from, item->nbytes, &c) &&
                           cw_digest_equal(take_digest(&c), item->key) && cw_cursor_ok(&c);
        const size_t nbytes = whole ? cw_cursor_left(&c) : 0;
        if (whole)
                memmove(out->data + from, c.at, nbytes);
        out->n = from + nbytes;
        out->data[out->n] = '\0';
        return whole ? CW_OK : damaged(err, "the checksum of a record differs");
}

void
cw_segment_save_stamps(struct cw_segment *s)
{
        uint8_t *stamps = s->stamped && s->writable ? cw_malloc(s->n * STAMP_NBYTES) : NULL;
        s->stamped = false;
        if (stamps == NULL)
                return;
        for (size_t i = 0; i < s->n; i++)
                cw_store_le(stamps + i * STAMP_NBYTES, s->items[i].used, STAMP_NBYTES);
        if (pwrite(s->fd, stamps, s->n * STAMP_NBYTES, (off_t)(HEAD_NBYTES + s->n * ROW_NBYTES)) < 0)
                s->writable = false;
        cw_free(stamps);
}

void
cw_segment_close(struct cw_segment *s)
{
        if (s->fd >= 0)
                close(s->fd);
        cw_free(s->path);
        cw_free(s->items);
        cw_free(s->whole);
        *s = (struct cw_segment){.fd = -1};
}

/* ---- writing ---------------------------------------------------------------------------------------------- */

static void
put_digest(struct cw_buffer *out, struct cw_digest d)
{
        cw_put_le(out, d.lo, 8);
        cw_put_le(out, d.hi, 8);
}

void
cw_segment_put_record(struct cw_buffer *out, struct cw_digest key, const void *body, size_t nbytes)
{
        const size_t from = out->n;
        put_digest(out, key);
        cw_buffer_add(out, body, nbytes);
        cw_put_seal(out, from);
}

/* Head, table and stamps. */
static void
put_front(struct cw_buffer *out, struct cw_segment_item *items, size_t n)
{
        uint64_t offset = HEAD_NBYTES + (uint64_t)n * (ROW_NBYTES + STAMP_NBYTES);
        struct cw_buffer table = {0};
        for (size_t i = 0; i < n; i++) {
                items[i].offset = offset;
                offset += items[i].nbytes;
        }
        cw_buffer_add(&table, magic, sizeof(magic));
        cw_put_le(&table, n, 8);
        cw_put_le(&table, offset, 8);
        for (size_t i = 0; i < n; i++) {
                put_digest(&table, items[i].key);
                cw_put_le(&table, items[i].offset, 8);
                cw_put_le(&table, items[i].nbytes, 8);
        }
        if (!table.failed) {
                cw_buffer_add(out, table.data, SUMMED_NBYTES);
                cw_put_le(out, cw_hash64(table.data, table.n), 8);
                cw_buffer_add(out, table.data + SUMMED_NBYTES, table.n - SUMMED_NBYTES);
        }
        for (size_t i = 0; i < n; i++)
                cw_put_le(out, items[i].used, STAMP_NBYTES);
        out->failed |= table.failed;
        cw_buffer_free(&table);
}

cw_status
cw_segment_write(const char *path, struct cw_segment_item *items, size_t n,
                 void (*record)(void *user, size_t index, struct cw_buffer *out), void *user, struct cw_error *err)
{
        struct cw_output *output = NULL;
        struct cw_buffer out = {0};
        cw_status status = CW_OK;
        put_front(&out, items, n);
        CW_TRY_GOTO(cw_output_open(path, &output, err));
        for (size_t i = 0; i < n; i++) {
                record(user, i, &out);
                if (out.failed)
                        CW_TRY_GOTO(cw_fail_memory(err, out.cap));
                if (out.n >= WRITE_NBYTES) {
                        CW_TRY_GOTO(cw_output_add(output, out.data, out.n, err));
                        out.n = 0;
                }
        }
        if (out.failed)
                CW_TRY_GOTO(cw_fail_memory(err, out.cap));
        CW_TRY_GOTO(cw_output_add(output, out.data, out.n, err));
        status = cw_output_commit(&output, err);
done:
        cw_output_discard(&output);
        cw_buffer_free(&out);
        return status;
}
