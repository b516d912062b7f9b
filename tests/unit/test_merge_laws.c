/* SPDX-License-Identifier: MIT */
/*
 * Merging is associative and commutative to the byte: counts files added in any order and any grouping give the same
 * file, whatever they differ in: names, label maps of other lengths, ignored ids, columns, slices, what was left out of them.
 */
#include "spine_fixture.h"

#include "merge/columns.h"
#include "ranks_in_threads.h"

enum { N_FILES = 9, N_TREES = 60 };

static const char *const names[] = {"O", "B-LOC", "I-LOC", "B-PER", "I-PER", "B-\xC3\xA9t\xC3\xA9"};

/* File `k`, whose figures are arithmetic of k; the sums are checked against the same arithmetic. */
static uint64_t
tokens_of(size_t k, size_t label)
{
        return (k * 7 + label * 13) % 5 * (label + 1);
}

/* Labels as the map of file k has them: maps of other lengths, which agree as far as they go. */
static size_t
n_labels_of(size_t k)
{
        return 2 + k % 5;
}

/* Slices of file `k`: two of three, which share its tokens; every fourth file has none. */
enum { N_SLICES = 3 };

static bool
has_slices(size_t k)
{
        return k % 4 != 3;
}

static uint64_t
tokens_of_slice(size_t k, size_t slice, size_t label)
{
        const uint64_t tokens = label < n_labels_of(k) ? tokens_of(k, label) : 0;
        if (!has_slices(k) || (slice != k % N_SLICES && slice != (k + 1) % N_SLICES))
                return 0;
        return slice == k % N_SLICES ? tokens / 2 : tokens - tokens / 2;
}

static void
put_slices(struct cw_buffer *b, size_t k)
{
        cw_buffer_printf(b, ", \"sliced_by\": \"column\", %s\"slices\": [",
                         k % 2 == 0 ? "\"slice_column\": \"from\", " : "");
        for (size_t i = 0; i < 2; i++) {
                const size_t slice = (k + i) % N_SLICES;
                uint64_t sum = 0;
                for (size_t l = 0; l < n_labels_of(k); l++)
                        sum += tokens_of_slice(k, slice, l);
                cw_buffer_printf(b,
                                 "%s{\"name\": \"s%zu\", \"tokens\": %llu, \"sequences\": %zu, \"ignored\": %zu, "
                                 "\"label_tokens\": [",
                                 i == 0 ? "" : ", ", slice, (unsigned long long)sum, i + 1, k / 2);
                for (size_t l = 0; l < n_labels_of(k); l++)
                        cw_buffer_printf(b, "%s%llu", l == 0 ? "" : ", ",
                                         (unsigned long long)tokens_of_slice(k, slice, l));
                cw_buffer_puts(b, "]}");
        }
        cw_buffer_puts(b, "]");
}

static void
put_file(size_t k, bool from_names)
{
        static const char *const columns[] = {"\"ner_tags\"", "\"labels\"", "null", "\"tags, b\""};
        struct cw_buffer b = {0};
        char path[32];
        uint64_t sum = 0;
        for (size_t i = 0; i < n_labels_of(k); i++)
                sum += tokens_of(k, i);
        cw_buffer_printf(&b,
                         "{\"format\": \"counterweight-counts\", \"version\": 1, \"tokens\": %llu, \"sequences\": %zu, "
                         "\"shards\": %zu, \"rows_skipped\": %zu, \"shards_failed\": %zu, \"column\": %s, "
                         "\"id_source\": \"%s\", \"labels\": [",
                         (unsigned long long)sum, k + 3, k % 3, k % 2, k % 3, columns[k % 4],
                         from_names ? "names" : "ids");
        for (size_t i = 0; i < n_labels_of(k); i++)
                cw_buffer_printf(&b, "%s{\"id\": %zu, \"name\": \"%s\", \"tokens\": %llu}", i == 0 ? "" : ", ", i,
                                 names[i], (unsigned long long)tokens_of(k, i));
        cw_buffer_printf(&b, "], \"ignored_ids\": {\"-100\": %zu, \"-%zu\": %zu}", k, 1 + k % 3, k);
        if (has_slices(k))
                put_slices(&b, k);
        cw_buffer_puts(&b, "}");
        snprintf(path, sizeof(path), "%zu.json", k);
        spine_put(path, b.data, b.n);
        cw_buffer_free(&b);
}

static void
merge_into(const char *out, const char *const *paths, size_t n)
{
        struct cw_read_options options = spine_options();
        char *text;
        size_t nbytes;
        options.format = CW_FORMAT_COUNTS;
        options.n_threads = 2;
        cw_counts *counts = spine_count(paths, n, &options);
        cr_assert_eq(cw_counts_render(counts, CW_OUT_JSON, &text, &nbytes, NULL), CW_OK);
        spine_put(out, text, nbytes);
        cw_free_text(text);
        cw_counts_free(&counts);
}

/* Merges two or three of the files that are left, drawn at random, until one is left. */
static char *
merge_by_random_tree(uint64_t seed)
{
        char paths[N_FILES][32];
        size_t n = N_FILES, nbytes;
        for (size_t k = 0; k < n; k++)
                snprintf(paths[k], sizeof(paths[k]), "%zu.json", k);
        for (unsigned step = 0; n > 1; step++) {
                const size_t n_taken = n == 2 ? 2 : 2 + spine_random(&seed) % 2;
                const char *taken[3];
                char picked[3][32], out[32];
                for (size_t i = 0; i < n_taken; i++) {
                        const size_t at = spine_random(&seed) % n;
                        memcpy(picked[i], paths[at], sizeof(picked[i]));
                        taken[i] = picked[i];
                        memmove(&paths[at], &paths[at + 1], (n - at - 1) * sizeof(paths[0]));
                        n--;
                }
                snprintf(out, sizeof(out), "part%u.json", step);
                merge_into(out, taken, n_taken);
                memcpy(paths[n++], out, sizeof(out));
        }
        return spine_get(paths[0], &nbytes);
}

static void
check_left_out_and_slices(const cw_counts *counts)
{
        uint64_t failed = 0;
        for (size_t k = 0; k < N_FILES; k++)
                failed += k % 3;
        cr_expect_eq(cw_counts_totals(counts).shards_failed, failed);
        cr_assert_eq(cw_counts_n_slices(counts), N_SLICES);
        for (size_t s = 0; s < N_SLICES; s++) {
                const struct cw_slice slice = cw_counts_slice(counts, s);
                uint64_t sequences = 0, ignored = 0;
                for (size_t k = 0; k < N_FILES; k++) {
                        const bool first = s == k % N_SLICES, second = s == (k + 1) % N_SLICES;
                        sequences += !has_slices(k) ? 0 : first ? 1 : second ? 2 : 0;
                        ignored += has_slices(k) && (first || second) ? k / 2 : 0;
                }
                cr_expect_eq(slice.name[1], (char)('0' + s));
                cr_expect_eq(slice.sequences, sequences);
                cr_expect_eq(slice.ignored, ignored);
                for (size_t i = 0; i < cw_counts_n_labels(counts); i++) {
                        uint64_t sum = 0;
                        size_t at = 0;
                        while (strcmp(names[at], cw_counts_label(counts, i).name) != 0)
                                at++;
                        for (size_t k = 0; k < N_FILES; k++)
                                sum += tokens_of_slice(k, s, at);
                        cr_expect_eq(cw_counts_slice_tokens(counts, s, i), sum, "slice %zu, label %zu", s, i);
                }
        }
}

static void
check_law(bool from_names)
{
        const char *paths[N_FILES];
        char space[N_FILES][32];
        size_t nbytes;
        for (size_t k = 0; k < N_FILES; k++) {
                put_file(k, from_names);
                snprintf(space[k], sizeof(space[k]), "%zu.json", k);
                paths[k] = space[k];
        }
        merge_into("all.json", paths, N_FILES);
        char *all = spine_get("all.json", &nbytes);
        ranks_in_threads = 3;
        merge_into("ranks.json", paths, N_FILES);
        ranks_in_threads = 0;
        char *ranks = spine_get("ranks.json", &nbytes);
        cr_assert_str_eq(ranks, all, "by ranks: %s\nat once: %s", ranks, all);
        free(ranks);
        for (uint64_t seed = 1; seed <= N_TREES; seed++) {
                char *tree = merge_by_random_tree(seed);
                cr_assert_str_eq(tree, all, "seed %llu: %s\nat once: %s", (unsigned long long)seed, tree, all);
                free(tree);
        }
        free(all);
        struct cw_read_options options = spine_options();
        cw_counts *counts = spine_count((const char *const[]){"all.json"}, 1, &options);
        for (size_t i = 0; i < cw_counts_n_labels(counts); i++) {
                const struct cw_label_count label = cw_counts_label(counts, i);
                uint64_t sum = 0;
                for (size_t k = 0, at; k < N_FILES; k++) {
                        for (at = 0; strcmp(names[at], label.name) != 0; at++)
                                ;
                        sum += at < n_labels_of(k) ? tokens_of(k, at) : 0;
                }
                cr_expect_eq(label.tokens, sum, "%s", label.name);
        }
        check_left_out_and_slices(counts);
        cw_counts_free(&counts);
}

Test(merge_laws, files_of_ids_with_maps_that_agree, .init = spine_enter, .fini = spine_leave)
{
        check_law(false);
}

Test(merge_laws, files_of_names, .init = spine_enter, .fini = spine_leave)
{
        check_law(true);
}

static void
expect_joined(const char *a, const char *b, const char *joined)
{
        for (int turn = 0; turn < 2; turn++) {
                char *all = NULL;
                cr_assert_eq(cw_columns_join(&all, turn == 0 ? a : b, NULL), CW_OK);
                cr_assert_eq(cw_columns_join(&all, turn == 0 ? b : a, NULL), CW_OK);
                if (joined == NULL)
                        cr_expect_null(all);
                else
                        cr_expect_str_eq(all, joined, "%s", all);
                cw_free(all);
        }
}

Test(merge_laws, columns_are_a_set)
{
        expect_joined(NULL, NULL, NULL);
        expect_joined("labels", NULL, "labels");
        expect_joined("tags", "labels", "labels, tags");
        expect_joined("labels, tags", "tags", "labels, tags");
        expect_joined("tag", "tags", "tag, tags");
        expect_joined("a, b, c, d, e, f, g, h, i, j, k, l", "m, n, o, p, q, r",
                      "a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p");
}
