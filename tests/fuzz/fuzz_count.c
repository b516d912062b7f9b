/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a file, through the whole of cw_count() and what comes after it: no crash, a sentence for every failure,
 * totals that add up.  As text they are counted again, cut into zstd frames of a few bytes: the outcome must be the same.
 *
 * A sample of the blocks of what can be counted is counted too, of all of them it is the same.
 *
 *     byte 0: format and --unknown     byte 1: options     byte 2: bytes a frame     byte 3: sample     then the file
 */
#include "base/status.h"
#include "counterweight.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zstd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* One file in memory, written anew for each run: its name, which sentences begin with, stays. */
struct memory_file {
        int fd;
        char path[40];
};

/* What one run came to. */
struct outcome {
        cw_status status;
        struct cw_totals totals;
        struct cw_error err;
};

static const char label_map[] = "O\nB-PER\nI-PER\nB-LOC\n";

static struct memory_file
make_file(const void *data, size_t nbytes)
{
        struct memory_file f = {.fd = memfd_create("fuzz", MFD_CLOEXEC)};
        assert(f.fd >= 0);
        snprintf(f.path, sizeof(f.path), "/proc/self/fd/%d", f.fd);
        assert(pwrite(f.fd, data, nbytes, 0) == (ssize_t)nbytes);
        return f;
}

static void
refill(const struct memory_file *f, const void *data, size_t nbytes)
{
        assert(ftruncate(f->fd, 0) == 0);
        assert(pwrite(f->fd, data, nbytes, 0) == (ssize_t)nbytes);
}

static void
check_counts(const cw_counts *counts, const struct cw_totals *totals)
{
        uint64_t sum = 0;
        int64_t last = INT64_MIN;
        for (size_t i = 0; i < cw_counts_n_labels(counts); i++) {
                const struct cw_label_count l = cw_counts_label(counts, i);
                assert(i == 0 || l.id > last);
                last = l.id;
                sum += l.tokens;
        }
        assert(sum == totals->tokens);
}

/* Weighs and renders what was counted. */
static void
use_counts(const cw_counts *counts)
{
        struct cw_weigh_options options;
        cw_weights *weights = NULL;
        struct cw_error err = {0};
        char *text = NULL;
        size_t nbytes;
        cw_weigh_options_init(&options);
        if (cw_counts_render(counts, CW_OUT_JSON, &text, &nbytes, &err) == CW_OK)
                cw_free_text(text);
        if (cw_weigh(counts, &options, &weights, &err) != CW_OK)
                return;
        if (cw_weights_render(weights, CW_OUT_TOML, NULL, &text, &nbytes, &err) == CW_OK)
                cw_free_text(text);
        cw_weights_free(&weights);
}

static void
run(const struct memory_file *f, const struct cw_read_options *options, struct outcome *o)
{
        const char *path = f->path;
        cw_counts *counts = NULL;
        memset(o, 0, sizeof(*o));
        o->status = cw_count(&path, 1, options, &counts, &o->err);
        assert((counts != NULL) == (o->status == CW_OK));
        if (o->status != CW_OK) {
                assert(o->err.message[0] != '\0' && o->err.status == o->status);
                assert(cw_exit_code(o->status) == 3);
                assert(strncmp(o->err.message, path, strlen(path)) == 0);
                return;
        }
        o->totals = cw_counts_totals(counts);
        check_counts(counts, &o->totals);
        use_counts(counts);
        cw_counts_free(&counts);
}

/* Frames of `step` bytes, every other one without its size, so that each is a block of its own. */
static size_t
cut(const uint8_t *text, size_t nbytes, size_t step, uint8_t **packed_ret)
{
        ZSTD_CCtx *zstd = ZSTD_createCCtx();
        ZSTD_CCtx_setParameter(zstd, ZSTD_c_compressionLevel, 1);
        const size_t cap = (nbytes / step + 1) * (ZSTD_compressBound(step) + 64);
        ZSTD_outBuffer to = {malloc(cap), cap, 0};
        for (size_t at = 0, n = 0; at < nbytes; at += step, n++) {
                ZSTD_inBuffer from = {text + at, nbytes - at < step ? nbytes - at : step, 0};
                ZSTD_CCtx_reset(zstd, ZSTD_reset_session_only);
                if (n % 2 == 1)
                        assert(ZSTD_compressStream2(zstd, &to, &from, ZSTD_e_flush) == 0);
                assert(ZSTD_compressStream2(zstd, &to, &from, ZSTD_e_end) == 0);
        }
        ZSTD_freeCCtx(zstd);
        *packed_ret = to.dst;
        return to.pos;
}

static void
compare(const struct outcome *a, const struct outcome *b)
{
        assert(a->status == b->status);
        if (a->status != CW_OK) {
                assert(a->err.row == b->err.row);
                assert(strcmp(a->err.message, b->err.message) == 0);
                return;
        }
        assert(a->totals.tokens == b->totals.tokens && a->totals.ignored == b->totals.ignored);
        assert(a->totals.unknown == b->totals.unknown && a->totals.sequences == b->totals.sequences);
        assert(a->totals.rows_skipped == b->totals.rows_skipped);
}

static void
sample(const struct memory_file *f, struct cw_read_options options, uint8_t share, const struct outcome *whole)
{
        struct cw_error err;
        const char *path = f->path;
        cw_counts *counts = NULL;
        options.per_shard = false;
        options.sample = (double)share / 255;
        const cw_status status = cw_count(&path, 1, &options, &counts, &err);
        if (status == CW_E_USAGE) { /* a counts file has no blocks */
                assert(strstr(err.message, "a counts file") != NULL);
                return;
        }
        assert(share < 255 || status == whole->status);
        if (status != CW_OK)
                return;
        const struct cw_totals totals = cw_counts_totals(counts);
        check_counts(counts, &totals);
        use_counts(counts);
        if (share == 255) {
                const struct outcome all = {.totals = totals};
                compare(whole, &all);
        }
        cw_counts_free(&counts);
}

static struct cw_read_options
options_of(uint8_t format, uint8_t bits, const char *map_path)
{
        static const cw_format_id formats[] = {CW_FORMAT_AUTO, CW_FORMAT_SHARD, CW_FORMAT_JSONL,
                                               CW_FORMAT_JSON, CW_FORMAT_CONLL, CW_FORMAT_COUNTS};
        struct cw_read_options o;
        cw_read_options_init(&o);
        o.n_threads = 1;
        o.max_memory = 1 << 20;
        o.format = formats[format % CW_ARRAY_LEN(formats)];
        o.unknown = (cw_unknown_policy)(format / 8 % 3);
        o.labels_path = (bits & 1) != 0 ? map_path : NULL;
        o.skip_bad_rows = (bits & 2) != 0;
        o.per_shard = (bits & 4) != 0;
        o.conll_header = (bits & 8) != 0;
        o.column = (bits & 16) != 0 ? "tags" : NULL;
        o.keep_going = (bits & 32) != 0;
        return o;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct outcome whole, in_pieces;
        if (size < 4)
                return 0;
        const uint8_t *bytes = data + 4;
        const size_t nbytes = size - 4;
        const struct memory_file map = make_file(label_map, sizeof(label_map) - 1), f = make_file(bytes, nbytes);
        const struct cw_read_options options = options_of(data[0], data[1], map.path);
        const bool text = options.format == CW_FORMAT_JSONL || options.format == CW_FORMAT_CONLL;
        const bool compressed =
                nbytes >= 2 && (bytes[0] == 0x1F || (nbytes >= 4 && (bytes[3] == 0x18 || bytes[3] == 0xFD)));
        if (text && !compressed && nbytes > 0) {
                uint8_t *packed;
                size_t n = cut(bytes, nbytes, nbytes + 1, &packed);
                refill(&f, packed, n);
                run(&f, &options, &whole);
                free(packed);
                n = cut(bytes, nbytes, data[2] + 1U, &packed);
                refill(&f, packed, n);
                run(&f, &options, &in_pieces);
                free(packed);
                compare(&whole, &in_pieces);
        } else {
                run(&f, &options, &whole);
        }
        if (data[3] > 0)
                sample(&f, options, data[3], &whole);
        close(f.fd);
        close(map.fd);
        return 0;
}
