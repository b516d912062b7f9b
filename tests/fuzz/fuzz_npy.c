/* SPDX-License-Identifier: MIT */
/*
 * Fuzzes .npy and .npz: whatever the bytes are, reading them as a file and as a pipe, counting and in order, ends with right
 * counts or with a verdict on the data, and the two ways agree.
 *
 *     'n' bytes    as they are             'z' bytes    a zip file, of which the sums are mended
 *     'd' choices  an .npy is made of them, with a few lies
 */
#include "base/cursor.h"
#include "count/collector.h"
#include "formats/format.h"

#include <isa-l/crc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_MEMORY = 4 << 20, PIPE_NBYTES = 1 << 16 };

/* ---- input ----------------------------------------------------------------------------------------------------- */

/* The sum of each stored member whose sizes are sound, as its directory record names it. */
static void
mend_zip(uint8_t *bytes, size_t n)
{
        for (size_t at = 0; at + 46 <= n; at++) {
                uint8_t *record = bytes + at;
                if (cw_load_le(record, 4) != 0x02014B50)
                        continue;
                const uint64_t nbytes = cw_load_le(record + 20, 4), header = cw_load_le(record + 42, 4);
                if (n < 30 || header > n - 30)
                        continue;
                const uint64_t start =
                        header + 30 + cw_load_le(bytes + header + 26, 2) + cw_load_le(bytes + header + 28, 2);
                if (start <= n && nbytes <= n - start && cw_load_le(record + 10, 2) == 0)
                        cw_store_le(record + 16, crc32_gzip_refl(0, bytes + start, nbytes), 4);
        }
}

static uint64_t
choose(struct cw_cursor *c, uint64_t n)
{
        return cw_cursor_left(c) == 0 ? 0 : cw_cursor_u8(c) % n;
}

/* A header that makes sense, of an array that is as long as it says, nearly always. */
static void
build_npy(const uint8_t *choices, size_t n, struct cw_buffer *out)
{
        static const char *const types[] = {"|i1", "|u1", "|b1", "<i2", ">u2", "<u4", ">i4", "<i8", ">u8", "<f4", "|O"};
        struct cw_cursor c = cw_cursor_over(choices, n);
        struct cw_buffer dict = {0};
        uint64_t n_values = 1;
        const char *type = types[choose(&c, CW_ARRAY_LEN(types))];
        const bool fortran_order = choose(&c, 2) == 1;
        cw_buffer_printf(&dict, "{'descr': '%s', 'fortran_order': %s, 'shape': (", type,
                         fortran_order ? "True" : "False");
        for (uint64_t dims = choose(&c, 5); dims > 0; dims--) {
                const uint64_t length = choose(&c, 16) == 15 ? UINT64_C(1) << choose(&c, 64) : choose(&c, 9);
                cw_buffer_printf(&dict, "%llu, ", (unsigned long long)length);
                n_values = length > 64 ? 0 : n_values * length;
        }
        cw_buffer_puts(&dict, ")}");
        const uint64_t major = 1 + choose(&c, 4);
        cw_buffer_add(out, "\x93NUMPY", 6);
        cw_buffer_putc(out, (char)major);
        cw_buffer_putc(out, '\0');
        cw_buffer_putc(out, (char)dict.n);
        cw_buffer_putc(out, (char)(dict.n >> 8));
        if (major > 1)
                cw_buffer_add(out, "\0", 2);
        cw_buffer_add(out, dict.data, dict.n);
        uint64_t nbytes = n_values * (uint64_t)(type[2] < '0' || type[2] > '9' ? 8 : type[2] - '0');
        nbytes += choose(&c, 16) == 15 ? choose(&c, 8) : 0;
        for (uint64_t i = 0; i < nbytes && i < PIPE_NBYTES; i++)
                cw_buffer_putc(out, (char)cw_cursor_u8(&c));
        cw_buffer_free(&dict);
}

/* ---- reading --------------------------------------------------------------------------------------------------- */

/* Labels in order, as a sum. */
struct sum {
        uint64_t n, sequences, hash;
};

static cw_status
sum_ids(void *user, const int64_t *ids, size_t n)
{
        struct sum *s = user;
        for (size_t i = 0; i < n; i++)
                s->hash = s->hash * 31 + (uint64_t)ids[i];
        s->n += n;
        return CW_OK;
}

static cw_status
sum_name(void *user, const char *text, size_t nbytes)
{
        (void)user;
        (void)text;
        (void)nbytes;
        abort(); /* there are no names in these files */
}

static cw_status
sum_end(void *user)
{
        ((struct sum *)user)->sequences++;
        return CW_OK;
}

static void
add_tokens(void *user, int64_t id, uint64_t tokens)
{
        (void)id;
        *(uint64_t *)user += tokens;
}

static cw_status
read_all(struct cw_reader *reader, struct sum *sum, bool in_order, struct cw_error *err)
{
        struct cw_collector collector = {.user = sum, .ids = sum_ids, .name = sum_name, .end_sequence = sum_end};
        struct cw_scratch scratch = {.max_nbytes = MAX_MEMORY};
        struct cw_tally tally;
        cw_status status = cw_tally_init(&tally, err);
        bool more = status == CW_OK;
        tally.n_known = 3;
        tally.collector = in_order ? &collector : NULL;
        while (more) {
                struct cw_block block;
                status = reader->format->next(reader, &scratch, &block, &more, err);
                tally.at = (struct cw_place){2 * block.seq + 1, 0, 0};
                if (status == CW_OK && more)
                        status = reader->format->decode(reader, &block, &scratch, &tally, err);
                more = more && status == CW_OK;
        }
        if (status == CW_OK)
                status = reader->format->finish(reader, &scratch, &tally, err);
        if (!in_order) {
                cw_histogram_each(&tally.ids, add_tokens, &sum->n);
                sum->sequences = tally.sequences;
        }
        cw_tally_free(&tally);
        cw_scratch_free(&scratch);
        return status;
}

static cw_status
read_bytes(const struct cw_buffer *bytes, bool as_pipe, bool in_order, struct sum *sum)
{
        const struct cw_read_options options = {.format = CW_FORMAT_NPY, .max_memory = MAX_MEMORY};
        struct cw_reader *reader = NULL;
        struct cw_error err = {.message = ""};
        char path[32];
        int ends[2] = {-1, -1};
        if (!as_pipe)
                ends[0] = ends[1] = memfd_create("npy", 0);
        else if (pipe(ends) != 0)
                abort();
        if (bytes->n > 0 && write(ends[1], bytes->data, bytes->n) != (ssize_t)bytes->n)
                abort();
        if (as_pipe)
                close(ends[1]);
        snprintf(path, sizeof(path), "/proc/self/fd/%d", ends[0]);
        cw_status status = cw_reader_open(path, &options, NULL, in_order, &reader, &err);
        if (status == CW_OK) {
                struct cw_buffer text = {0};
                reader->format->describe(reader, &text);
                cw_buffer_free(&text);
                status = read_all(reader, sum, in_order, &err);
        }
        cw_reader_close(&reader);
        close(ends[0]);
        if (status != CW_OK && (cw_exit_code(status) != 3 || err.message[0] == '\0'))
                abort();
        return status;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct cw_buffer bytes = {0};
        struct sum file = {0}, pipe_sum = {0}, ordered = {0};
        if (size == 0)
                return 0;
        if (data[0] == 'd')
                build_npy(data + 1, size - 1, &bytes);
        else
                cw_buffer_add(&bytes, data + 1, size - 1);
        if (data[0] == 'z' && bytes.n > 0)
                mend_zip((uint8_t *)bytes.data, bytes.n);
        if (bytes.n > PIPE_NBYTES)
                goto done;
        const cw_status by_file = read_bytes(&bytes, false, false, &file);
        const cw_status by_pipe = read_bytes(&bytes, true, false, &pipe_sum);
        const cw_status in_order = read_bytes(&bytes, false, true, &ordered);
        const bool zip = bytes.n >= 2 && bytes.data[0] == 'P';
        if (!zip && (by_file == CW_OK) != (by_pipe == CW_OK))
                abort();
        if (by_file == CW_OK && by_pipe == CW_OK && (file.n != pipe_sum.n || file.sequences != pipe_sum.sequences))
                abort();
        if (in_order == CW_OK && (by_file != CW_OK || file.n != ordered.n || file.sequences != ordered.sequences))
                abort();
done:
        cw_buffer_free(&bytes);
        return 0;
}
