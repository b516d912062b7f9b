/* SPDX-License-Identifier: MIT */
/*
 * The native shard's reader over hostile bytes.  A shard is full of checksums, behind which random bytes would never
 * get; so the first byte of the input says what becomes of the rest:
 *
 *   'r'  raw        the rest is the file
 *   'm'  mended     the same, after every checksum that can be found in it has been made right
 *   else built      the rest is a list of choices, by which a shard is written that may lie anywhere but in its
 *                   checksums; zstd frames of raw blocks hold its ids and lengths, which are the fuzzer's own bytes
 *
 * Each file is counted and unpacked, as a regular file and as a pipe.  Whatever the verdict: no crash, no hang, no
 * memory past the bound.  A file that counts must count the same both ways.
 */
#include "base/cursor.h"
#include "base/hash.h"
#include "codecs/codec.h"
#include "formats/shard/shard_layout.h"
#include "formats/shard/shard_unpack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PIPE_NBYTES = 60000, MAX_MEMORY = 4 << 20 };

/* ---- mending --------------------------------------------------------------------------------------------------- */

/* Walks as far as sizes make sense. */
static void
mend(uint8_t *bytes, size_t n)
{
        size_t at = 0;
        while (n - at >= CW_SHARD_FIXED_NBYTES || (at == 0 && n >= 16)) {
                uint8_t *p = bytes + at;
                const uint64_t magic = cw_load_le(p, 4), size = 8 + cw_load_le(p + 4, 4);
                if (size > n - at || size < 16)
                        return;
                if (magic == CW_SHARD_PREAMBLE_MAGIC) {
                        const uint64_t data_nbytes = cw_load_le(p + 36, 4);
                        if (size < CW_SHARD_FIXED_NBYTES || data_nbytes > n - at - size)
                                return;
                        cw_store_le(p + 40, cw_hash64(p + CW_SHARD_FIXED_NBYTES, size - CW_SHARD_FIXED_NBYTES), 8);
                        cw_store_le(p + 48, cw_hash64(p + size, data_nbytes), 8);
                        cw_shard_seal(p, CW_SHARD_FIXED_NBYTES - 8);
                        at += size + data_nbytes;
                } else if (magic == CW_SHARD_END_MAGIC) {
                        const uint64_t table_nbytes = cw_load_le(p + 40, 8);
                        if (size != CW_SHARD_FIXED_NBYTES || table_nbytes > n - at - size)
                                return;
                        cw_store_le(p + 48, cw_hash64(p + size, table_nbytes), 8);
                        cw_shard_seal(p, CW_SHARD_FIXED_NBYTES - 8);
                        return;
                } else {
                        cw_shard_seal(p, size - 8);
                        at += size;
                }
        }
}

/* ---- building -------------------------------------------------------------------------------------------------- */

/* The next choice; 0 when there are none left, so that an empty list builds a sound shard. */
static uint64_t
choose(struct cw_cursor *c, uint64_t below)
{
        return cw_cursor_left(c) == 0 ? 0 : cw_cursor_u8(c) % below;
}

/* One choice in 32 makes the value a lie. */
static uint64_t
maybe_lie(struct cw_cursor *c, uint64_t truth)
{
        const uint64_t kind = choose(c, 64);
        return kind == 1 ? truth + choose(c, 256) - 128 : kind == 2 ? cw_cursor_u64(c) : truth;
}

/* A zstd frame of one raw block. */
static void
add_zstd(struct cw_buffer *out, const uint8_t *content, size_t n)
{
        uint8_t head[12] = {0x28, 0xB5, 0x2F, 0xFD, 0xA0};
        cw_store_le(head + 5, n, 4);
        cw_store_le(head + 9, (uint64_t)n << 3 | 1, 3);
        cw_buffer_add(out, head, sizeof(head));
        cw_buffer_add(out, content, n);
}

/* A dictionary of a few labels and phrases. */
static void
build_phrases(struct cw_cursor *c, struct cw_phrases *p)
{
        static const int64_t ids[] = {-100, 0, 1, 2, 3, 100};
        cw_phrases_init(p, ids, (unsigned)choose(c, 7), choose(c, 4) != 1);
        for (uint64_t n = choose(c, 16); n > 0 && p->n > 0; n--) {
                const unsigned a = (unsigned)choose(c, p->n), b = (unsigned)choose(c, p->n);
                (void)cw_phrases_add(p, a, b);
        }
}

static struct cw_shard_header
build_header(struct cw_cursor *c, struct cw_phrases *phrases, struct cw_buffer *out)
{
        static const char *const pool[] = {"O", "B-\xC3\xA9", "I-\"X\\", "", "\xFF\n", "O"};
        static const int64_t ignored[] = {-100, INT64_MIN};
        struct cw_shard_header h = {.id_nbytes = 1u << choose(c, 4),
                                    .labels_were_text = choose(c, 2) != 0,
                                    .column = choose(c, 2) != 0 ? "tags" : NULL,
                                    .ignored = ignored,
                                    .n_ignored = choose(c, 3),
                                    .names = pool,
                                    .n_names = choose(c, 7)};
        if (choose(c, 3) == 1) {
                build_phrases(c, phrases);
                h.phrases = phrases;
        }
        if (cw_shard_header_store(&h, out, NULL) != CW_OK)
                return h;
        for (uint64_t lies = choose(c, 32) == 1 ? choose(c, 8) : 0; lies > 0; lies--)
                out->data[16 + choose(c, 256) % (out->n - 24)] = (char)choose(c, 256);
        cw_shard_seal((uint8_t *)out->data, out->n - 8);
        return h;
}

static void
add_frame(const struct cw_shard_frame *f, const struct cw_buffer *body, struct cw_shard_end *totals,
          struct cw_buffer *out)
{
        uint8_t preamble[CW_SHARD_FIXED_NBYTES];
        cw_shard_frame_store(f, preamble);
        cw_buffer_add(out, preamble, sizeof(preamble));
        cw_buffer_add(out, body->data, body->n);
        totals->n_labels += f->n_labels;
        totals->n_sequences += f->n_sequences;
        totals->n_frames++;
}

/* Codes are choices; what they add up to is right, but for a lie. */
static uint64_t
build_phrase_frame(struct cw_cursor *c, const struct cw_phrases *p, struct cw_shard_end *totals, struct cw_buffer *out)
{
        struct cw_buffer body = {0};
        uint64_t counts[CW_CODES_MOST] = {0}, n_labels = 0;
        uint8_t codes[256], stored[512];
        const size_t n = choose(c, 256);
        size_t nbytes = 0;
        for (size_t i = 0; i < n; i++) {
                codes[i] = (uint8_t)(p->n == 0 ? choose(c, 256) : maybe_lie(c, choose(c, p->n)));
                counts[codes[i]]++;
        }
        (void)cw_phrases_fold(p, counts);
        for (unsigned i = 0; i < p->n_ids; i++)
                n_labels += counts[i];
        if (choose(c, 2) == 0 && cw_zstd_store(codes, n, stored, sizeof(stored), &nbytes, NULL) == CW_OK)
                cw_buffer_add(&body, stored, nbytes);
        else
                add_zstd(&body, codes, n);
        const struct cw_shard_frame f = {
                .first_label = maybe_lie(c, totals->n_labels),
                .number = (uint32_t)totals->n_frames,
                .n_labels = (uint32_t)maybe_lie(c, n_labels),
                .n_sequences = (uint32_t)maybe_lie(c, p->has_end ? counts[p->n_ids] : 0),
                .body_nbytes = (uint32_t)maybe_lie(c, n),
                .data_nbytes = (uint32_t)body.n,
                .lengths_hash = cw_hash64(body.data, 0),
                .data_hash = cw_hash64(body.data, body.n),
        };
        add_frame(&f, &body, totals, out);
        cw_buffer_free(&body);
        return f.body_nbytes;
}

static uint64_t
build_frame(struct cw_cursor *c, unsigned id_nbytes, struct cw_shard_end *totals, struct cw_buffer *out)
{
        struct cw_buffer body = {0};
        uint8_t lengths[256];
        const uint8_t *ids = NULL;
        size_t n_lengths = choose(c, 64), n_labels = 0, n_ended = 0, n_ids_nbytes;
        for (size_t i = 0; i < n_lengths; i++) {
                lengths[i] = (uint8_t)choose(c, 256);
                n_labels += (lengths[i] & 0x7Fu) >> 1;
                n_ended += (lengths[i] & 1) == 0;
        }
        n_labels = maybe_lie(c, n_labels) & 0xFFFF;
        n_ids_nbytes = n_labels * id_nbytes;
        if (n_ids_nbytes <= cw_cursor_left(c))
                ids = cw_cursor_bytes(c, n_ids_nbytes);
        uint8_t *zeros = calloc(1, n_ids_nbytes + 1);
        add_zstd(&body, lengths, n_lengths);
        const size_t packed = body.n;
        add_zstd(&body, ids != NULL ? ids : zeros, n_ids_nbytes);
        free(zeros);
        const struct cw_shard_frame f = {
                .first_label = maybe_lie(c, totals->n_labels),
                .number = (uint32_t)maybe_lie(c, totals->n_frames),
                .n_labels = (uint32_t)maybe_lie(c, n_labels),
                .n_sequences = (uint32_t)maybe_lie(c, n_ended),
                .lengths_packed_nbytes = (uint32_t)maybe_lie(c, packed),
                .lengths_nbytes = (uint32_t)maybe_lie(c, n_lengths),
                .data_nbytes = (uint32_t)maybe_lie(c, body.n - packed),
                .lengths_hash = cw_hash64(body.data, packed),
                .data_hash = cw_hash64(body.data + packed, body.n - packed),
        };
        add_frame(&f, &body, totals, out);
        cw_buffer_free(&body);
        return (uint64_t)f.n_labels * id_nbytes;
}

static void
build_end(struct cw_cursor *c, struct cw_shard_end *totals, uint64_t n_plain, struct cw_buffer *out)
{
        uint8_t bytes[CW_SHARD_FIXED_NBYTES];
        const size_t n = cw_shard_table_nbytes(totals->n_frames), n_entries = 2 * totals->n_frames + 2;
        uint8_t *table = calloc(1, n);
        cw_store_le(table, CW_SHARD_TABLE_MAGIC, 4);
        cw_store_le(table + 4, maybe_lie(c, n - 8), 4);
        /* All bytes of the file in the first entry: sums are all that the reader checks. */
        cw_store_le(table + 8, maybe_lie(c, out->n + CW_SHARD_FIXED_NBYTES), 4);
        cw_store_le(table + 12, maybe_lie(c, n_plain), 4);
        cw_store_le(table + n - 9, maybe_lie(c, n_entries), 4);
        table[n - 5] = (uint8_t)maybe_lie(c, CW_SEEKABLE_CHECKSUMS);
        cw_store_le(table + n - 4, maybe_lie(c, CW_SEEKABLE_MAGIC), 4);
        totals->n_labels = maybe_lie(c, totals->n_labels);
        totals->n_sequences = maybe_lie(c, totals->n_sequences);
        totals->n_frames = maybe_lie(c, totals->n_frames);
        totals->offset = maybe_lie(c, out->n);
        totals->table_nbytes = maybe_lie(c, n);
        totals->table_hash = cw_hash64(table, n);
        cw_shard_end_store(totals, bytes);
        cw_buffer_add(out, bytes, sizeof(bytes));
        cw_buffer_add(out, table, n);
        free(table);
}

static void
build(const uint8_t *choices, size_t n, struct cw_buffer *out)
{
        struct cw_cursor c = cw_cursor_over(choices, n);
        struct cw_shard_end totals = {0};
        struct cw_phrases phrases = {.n = 0};
        const struct cw_shard_header header = build_header(&c, &phrases, out);
        uint64_t n_plain = 0;
        for (uint64_t frames = choose(&c, 5); frames > 0; frames--)
                n_plain += header.phrases != NULL ? build_phrase_frame(&c, &phrases, &totals, out)
                                                  : build_frame(&c, header.id_nbytes, &totals, out);
        build_end(&c, &totals, n_plain, out);
        if (choose(&c, 16) == 1)
                cw_buffer_add(out, "after", choose(&c, 6));
}

/* ---- reading --------------------------------------------------------------------------------------------------- */

static cw_status
drop(void *user, const void *data, size_t nbytes, struct cw_error *err)
{
        (void)data;
        (void)err;
        *(size_t *)user += nbytes;
        return CW_OK;
}

static cw_status
count(struct cw_reader *reader, uint64_t *sequences_ret, struct cw_error *err)
{
        struct cw_scratch scratch = {.max_nbytes = MAX_MEMORY};
        struct cw_tally tally;
        cw_status status = cw_tally_init(&tally, err);
        bool more = status == CW_OK;
        tally.n_known = reader->names == NULL ? INT64_MAX : (int64_t)reader->names->n;
        while (more) {
                struct cw_block block;
                status = reader->format->next(reader, &scratch, &block, &more, err);
                if (status == CW_OK && more)
                        status = reader->format->decode(reader, &block, &scratch, &tally, err);
                more = more && status == CW_OK;
        }
        if (status == CW_OK)
                status = reader->format->finish(reader, &scratch, &tally, err);
        *sequences_ret = tally.sequences;
        cw_tally_free(&tally);
        cw_scratch_free(&scratch);
        return status;
}

/* Opens the bytes anew; NULL if they are no shard that can be opened. */
static struct cw_reader *
open_bytes(const struct cw_buffer *bytes, bool as_pipe, const struct cw_read_options *options, struct cw_error *err)
{
        struct cw_reader *reader = NULL;
        char path[32];
        int ends[2] = {-1, -1};
        if (as_pipe) {
                if (pipe(ends) != 0)
                        abort();
        } else {
                ends[0] = ends[1] = memfd_create("shard", 0);
        }
        if (bytes->n > 0 && write(ends[1], bytes->data, bytes->n) != (ssize_t)bytes->n)
                abort();
        if (as_pipe)
                close(ends[1]);
        snprintf(path, sizeof(path), "/proc/self/fd/%d", ends[0]);
        if (cw_reader_open(path, options, NULL, true, &reader, err) != CW_OK && err->message[0] == '\0')
                abort();
        close(ends[0]);
        return reader;
}

static void
must_be_data(cw_status status)
{
        if (status != CW_OK && cw_exit_code(status) != 3)
                abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        const struct cw_read_options options = {.format = CW_FORMAT_SHARD, .max_memory = MAX_MEMORY};
        struct cw_buffer bytes = {0};
        cw_status verdicts[2] = {CW_OK, CW_OK};
        uint64_t sequences[2] = {0, 0};
        if (size == 0)
                return 0;
        if (data[0] == 'r' || data[0] == 'm')
                cw_buffer_add(&bytes, data + 1, size - 1);
        else
                build(data + 1, size - 1, &bytes);
        if (data[0] == 'm')
                mend((uint8_t *)bytes.data, bytes.n);
        const int n_ways = bytes.n <= PIPE_NBYTES ? 2 : 1;
        for (int way = 0; way < n_ways; way++) {
                for (int job = 0; job < 4; job++) {
                        struct cw_error err = {.message = ""};
                        struct cw_reader *reader = open_bytes(&bytes, way == 1, &options, &err);
                        size_t written = 0;
                        if (reader == NULL) {
                                must_be_data(err.status);
                                verdicts[way] = err.status;
                                break;
                        }
                        if (job == 0)
                                must_be_data(verdicts[way] = count(reader, &sequences[way], &err));
                        else
                                must_be_data(
                                        cw_shard_unpack(reader, (cw_unpack_format)(job - 1), drop, &written, &err));
                        cw_reader_close(&reader);
                }
        }
        const bool sound[2] = {verdicts[0] == CW_OK, verdicts[1] == CW_OK};
        if (n_ways == 2 && (sound[0] != sound[1] || (sound[0] && sequences[0] != sequences[1])))
                abort();
        cw_buffer_free(&bytes);
        return 0;
}
