/* SPDX-License-Identifier: MIT */
/*
 * The Parquet reader over files made by hand: counts, rows and sequences for any number of threads, page runs, fallback
 * to PLAIN, names, places of unknown labels, and what it says of damage.
 */
#include "base/memory.h"
#include "base/status.h"
#include "counterweight.h"
#include "parquet_rig.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static char path[32];

static const char *
as_file(const struct cw_buffer *b)
{
        const int fd = memfd_create("tags", 0);
        cr_assert(fd >= 0 && write(fd, b->data, b->n) == (ssize_t)b->n);
        snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
        return path;
}

static cw_status
try_count(const struct cw_buffer *b, int n_threads, cw_counts **counts_ret, struct cw_error *err)
{
        struct cw_read_options options;
        const char *name = as_file(b);
        cw_read_options_init(&options);
        options.n_threads = n_threads;
        const cw_status status = cw_count(&name, 1, &options, counts_ret, err);
        close(atoi(name + strlen("/proc/self/fd/")));
        return status;
}

static void
expect(const struct cw_buffer *b, const struct rig_truth *truth, int n_threads)
{
        cw_counts *counts = NULL;
        struct cw_error err;
        cr_assert_eq(try_count(b, n_threads, &counts, &err), CW_OK, "%s", err.message);
        cr_assert_eq(cw_counts_totals(counts).sequences, truth->sequences);
        for (size_t i = 0; i < RIG_LABELS; i++)
                cr_assert_eq(cw_counts_label(counts, i).tokens, truth->counts[i], "label %zu", i);
        cr_assert_eq(cw_counts_n_labels(counts), RIG_LABELS);
        cw_counts_free(&counts);
}

static void
expect_failure(const struct cw_buffer *b, cw_status status, const char *words)
{
        cw_counts *counts = NULL;
        struct cw_error one, many;
        cr_assert_eq(try_count(b, 1, &counts, &one), status, "%s", one.message);
        cr_assert_not_null(strstr(one.message, words), "expected \"%s\" in: %s", words, one.message);
        cr_assert_eq(try_count(b, 8, &counts, &many), status);
        cr_assert_str_eq(strstr(one.message, ": "), strstr(many.message, ": "), "threads change the sentence");
}

Test(parquet, counts_with_any_number_of_threads)
{
        static const struct rig_file files[] = {
                {.n_groups = 1, .pages_per_group = 1, .rows_per_page = 60},
                {.n_groups = 3, .pages_per_group = 7, .rows_per_page = 50, .with_crc = true},
                {.n_groups = 40, .pages_per_group = 2, .rows_per_page = 30, .plain_after_first = true},
                {.n_groups = 1, .pages_per_group = 60, .rows_per_page = 1500},
                {.n_groups = 2, .pages_per_group = 20, .rows_per_page = 1000, .plain_after_first = true},
                /* pages that go by in pieces */
                {.n_groups = 2, .pages_per_group = 1, .rows_per_page = 220000},
                {.n_groups = 1, .pages_per_group = 2, .rows_per_page = 220000, .with_crc = true},
                /* small row groups, of which several go side by side; the last of them do not */
                {.n_groups = 64, .pages_per_group = 1, .rows_per_page = 900, .is_snappy = true},
                {.n_groups = 47, .pages_per_group = 3, .rows_per_page = 200, .is_snappy = true},
                {.n_groups = 43,
                 .pages_per_group = 2,
                 .rows_per_page = 5,
                 .is_snappy = true,
                 .plain_after_first = true},
                {.n_groups = 40, .pages_per_group = 1, .rows_per_page = 300, .is_snappy = true, .with_crc = true},
                {.n_groups = 5, .pages_per_group = 1, .rows_per_page = 220000, .is_snappy = true},
        };
        for (size_t i = 0; i < CW_ARRAY_LEN(files); i++) {
                struct cw_buffer b = {0};
                struct rig_truth truth;
                rig_write(&b, files[i], &truth);
                for (int n_threads = 1; n_threads <= 9; n_threads += 2)
                        expect(&b, &truth, n_threads);
                cw_buffer_free(&b);
        }
}

Test(parquet, packs_what_it_counts)
{
        static const struct rig_file f = {
                .n_groups = 2, .pages_per_group = 9, .rows_per_page = 300, .plain_after_first = true};
        struct cw_buffer b = {0};
        struct rig_truth truth;
        struct cw_pack_summary summary;
        struct cw_read_options options;
        struct cw_pack_options pack;
        struct cw_error err;
        char folder[] = "/tmp/parquet-XXXXXX", output[64];
        rig_write(&b, f, &truth);
        const char *name = as_file(&b);
        cw_read_options_init(&options);
        cw_pack_options_init(&pack);
        cr_assert_not_null(mkdtemp(folder));
        snprintf(output, sizeof(output), "%s/tags.zst", folder);
        cr_assert_eq(cw_pack(&name, 1, &options, &pack, output, &summary, &err), CW_OK, "%s", err.message);
        unlink(output);
        rmdir(folder);
        uint64_t n = 0;
        for (size_t i = 0; i < RIG_LABELS; i++)
                n += truth.counts[i];
        cr_assert_eq(summary.labels, n);
        cr_assert_eq(summary.sequences, truth.sequences);
        cw_buffer_free(&b);
}

Test(parquet, takes_names_of_the_chosen_column)
{
        static const char features[] =
                "{\"info\": {\"features\": {\"other\": {\"names\": [\"x\"], \"_type\": \"ClassLabel\"}, \"tags\": "
                "{\"feature\": {\"names\": [\"O\", \"A\", \"B\", \"C\", \"D\"], \"_type\": \"ClassLabel\"}, \"_type\": "
                "\"List\"}}}}";
        struct cw_buffer b = {0};
        struct rig_truth truth;
        cw_counts *counts = NULL;
        struct cw_error err;
        rig_write(&b,
                  (struct rig_file){.n_groups = 1, .pages_per_group = 1, .rows_per_page = 100, .features = features},
                  &truth);
        cr_assert_eq(try_count(&b, 1, &counts, &err), CW_OK, "%s", err.message);
        cr_assert_str_eq(cw_counts_label(counts, 0).name, "O");
        cr_assert_str_eq(cw_counts_label(counts, 4).name, "D");
        cw_counts_free(&counts);
        cw_buffer_free(&b);
}

/* Row 0 holds one value, code 0; code 4 first stands where the rig's own rule puts it. */
static void
find_first(uint8_t wanted, uint64_t *row_ret, size_t *position_ret)
{
        uint8_t repetition[32], definition[32], codes[32];
        for (*row_ret = 0;; (*row_ret)++) {
                size_t n;
                (void)rig_row(*row_ret, repetition, definition, codes, &n);
                for (*position_ret = 0; *position_ret < n; (*position_ret)++) {
                        if (codes[*position_ret] == wanted)
                                return;
                }
        }
}

Test(parquet, tells_the_row_of_an_unknown_label)
{
        static const char features[] =
                "{\"info\": {\"features\": {\"tags\": [{\"names\": [\"O\", \"A\", \"B\", \"C\"], "
                "\"_type\": \"ClassLabel\"}]}}}";
        struct cw_buffer b = {0};
        struct rig_truth truth;
        char words[64];
        uint64_t row;
        size_t position;
        find_first(4, &row, &position);
        snprintf(words, sizeof(words), "row %llu", (unsigned long long)row + 1);
        rig_write(&b,
                  (struct rig_file){.n_groups = 1, .pages_per_group = 60, .rows_per_page = 1500, .features = features},
                  &truth);
        expect_failure(&b, CW_E_DATA, words);
        cw_buffer_free(&b);
}

Test(parquet, verifies_checksums)
{
        struct cw_buffer b = {0};
        struct rig_truth truth;
        rig_write(&b, (struct rig_file){.n_groups = 4, .pages_per_group = 3, .rows_per_page = 90, .with_crc = true},
                  &truth);
        b.data[b.n / 2] ^= 16;
        cw_counts *counts = NULL;
        struct cw_error err;
        cr_assert_eq(try_count(&b, 2, &counts, &err), CW_E_CORRUPT);
        cr_assert_not_null(strstr(err.message, "page at byte"), "%s", err.message);
        cr_assert_not_null(strstr(err.message, "--keep-going"), "%s", err.message);
        cw_buffer_free(&b);
}

Test(parquet, no_damaged_byte_changes_counts_unseen_under_checksums)
{
        struct cw_buffer b = {0};
        struct rig_truth truth;
        rig_write(&b, (struct rig_file){.n_groups = 2, .pages_per_group = 2, .rows_per_page = 12, .with_crc = true},
                  &truth);
        const size_t footer = b.n - 8 - (size_t)cw_load_le((const uint8_t *)b.data + b.n - 8, 4);
        for (size_t i = 0; i < b.n; i++) {
                cw_counts *counts = NULL;
                struct cw_error err;
                b.data[i] ^= 0x41;
                const cw_status status = try_count(&b, 1, &counts, &err);
                cr_assert(status == CW_OK || cw_exit_code(status) == 3, "byte %zu: %s", i, err.message);
                /* The footer has no checksum: a column there may turn from optional to required. */
                cr_assert(status != CW_OK || i >= footer || cw_counts_totals(counts).sequences == truth.sequences,
                          "byte %zu", i);
                cw_counts_free(&counts);
                b.data[i] ^= 0x41;
        }
        cw_buffer_free(&b);
}

/* Of row groups side by side, too, one that is damaged is told in its place, and so is the first of several. */
Test(parquet, damage_is_told_alike_by_any_number_of_threads)
{
        struct cw_buffer b = {0};
        struct rig_truth truth;
        unsigned n_bad = 0;
        rig_write(&b, (struct rig_file){.n_groups = 40, .pages_per_group = 2, .rows_per_page = 90, .is_snappy = true},
                  &truth);
        const size_t footer = b.n - 8 - (size_t)cw_load_le((const uint8_t *)b.data + b.n - 8, 4);
        for (size_t i = 11; i < footer; i += 131) {
                const size_t other = i / 2 + footer / 3;
                cw_counts *counts[3] = {0};
                struct cw_error err[3];
                cw_status status[3];
                b.data[i] ^= 0x41;
                b.data[other] ^= 0x41;
                for (size_t k = 0; k < 3; k++)
                        status[k] = try_count(&b, 1 + 2 * (int)k, &counts[k], &err[k]);
                for (size_t k = 1; k < 3; k++) {
                        cr_assert_eq(status[k], status[0], "byte %zu: %s, %s", i, err[0].message, err[k].message);
                        if (status[0] != CW_OK) {
                                cr_assert_str_eq(strstr(err[k].message, ": "), strstr(err[0].message, ": "), "byte %zu",
                                                 i);
                                continue;
                        }
                        for (size_t label = 0; label < cw_counts_n_labels(counts[0]); label++)
                                cr_assert_eq(cw_counts_label(counts[k], label).tokens,
                                             cw_counts_label(counts[0], label).tokens, "byte %zu", i);
                }
                n_bad += cw_exit_code(status[0]) == 3;
                for (size_t k = 0; k < 3; k++)
                        cw_counts_free(&counts[k]);
                b.data[i] ^= 0x41;
                b.data[other] ^= 0x41;
        }
        cr_assert_gt(n_bad, 50);
        cw_buffer_free(&b);
}

Test(parquet, refuses_by_name)
{
        struct cw_buffer b = {0};
        struct rig_truth truth;
        rig_write(&b, (struct rig_file){.n_groups = 2, .pages_per_group = 1, .rows_per_page = 12}, &truth);
        memcpy(b.data + b.n - 4, "PARE", 4);
        expect_failure(&b, CW_E_UNSUPPORTED, "encrypted");
        b.n -= 9;
        expect_failure(&b, CW_E_TRUNCATED, "cut off");
        cw_buffer_free(&b);
}

Test(parquet, refuses_a_code_beyond_the_dictionary)
{
        struct cw_buffer b = {0};
        struct rig_truth truth;
        rig_write(&b, (struct rig_file){.n_groups = 1, .pages_per_group = 1, .rows_per_page = 1}, &truth);
        /* One row of one value: the page ends with width, header and the one group of three bytes. */
        const size_t footer_nbytes = (size_t)cw_load_le((const uint8_t *)b.data + b.n - 8, 4);
        char *codes = b.data + b.n - 8 - footer_nbytes - 3;
        cr_assert_eq(codes[-2], 3);
        codes[0] = 7;
        expect_failure(&b, CW_E_CORRUPT, "refer beyond the 5 entries");
        cw_buffer_free(&b);
}

Test(parquet, refuses_a_pipe)
{
        struct cw_buffer b = {0};
        struct rig_truth truth;
        struct cw_read_options options;
        struct cw_error err;
        cw_counts *counts = NULL;
        int ends[2];
        char name[32];
        rig_write(&b, (struct rig_file){.n_groups = 1, .pages_per_group = 1, .rows_per_page = 5}, &truth);
        cr_assert(pipe(ends) == 0 && write(ends[1], b.data, b.n) == (ssize_t)b.n);
        close(ends[1]);
        snprintf(name, sizeof(name), "/proc/self/fd/%d", ends[0]);
        const char *input = name;
        cw_read_options_init(&options);
        cr_assert_eq(cw_count(&input, 1, &options, &counts, &err), CW_E_UNSUPPORTED);
        cr_assert_not_null(strstr(err.message, "save it to a file"), "%s", err.message);
        cw_buffer_free(&b);
}

Test(parquet, survives_each_allocation_that_fails)
{
        struct cw_buffer b = {0};
        struct rig_truth truth;
        rig_write(&b, (struct rig_file){.n_groups = 6, .pages_per_group = 2, .rows_per_page = 40, .is_snappy = true},
                  &truth);
        for (long n = 1; n < 400; n++) {
                cw_counts *counts = NULL;
                struct cw_error err;
                cw_memory_fail_at(n);
                const cw_status status = try_count(&b, 1, &counts, &err);
                cw_memory_fail_at(0);
                cr_assert(status == CW_OK || status == CW_E_MEMORY, "allocation %ld: %s", n, err.message);
                cw_counts_free(&counts);
                if (status == CW_OK)
                        break;
                cr_assert(n < 399);
        }
        cw_buffer_free(&b);
}
