/* SPDX-License-Identifier: MIT */
/*
 * Counting Arrow C streams: every layout that labels come in, with nulls and offsets, in one batch and in many.  What is
 * expected is counted by hand from the rows that stand in the comments.
 */
#include "arrow_c_rig.h"
#include "base/memory.h"

static struct cw_read_options
options_for(const char *column)
{
        struct cw_read_options o;
        cw_read_options_init(&o);
        o.column = column;
        o.n_threads = 3;
        return o;
}

static cw_status
count(struct rig *r, const struct cw_read_options *o, cw_counts **counts_ret, struct cw_error *err)
{
        cw_counter *c;
        *counts_ret = NULL;
        cr_assert_eq(cw_counter_new(o, &c, NULL), CW_OK);
        cw_status status = cw_counter_add_arrow(c, rig_stream(r), err);
        if (status == CW_OK)
                status = cw_counter_finish(&c, counts_ret, err);
        cw_counter_free(&c);
        return status;
}

/* Counts, and expects tokens[k] of the label at index k, and so many sequences and ignored tokens. */
static void
expect_counts(struct rig *r, const uint64_t *tokens, size_t n, uint64_t sequences, uint64_t ignored)
{
        const struct cw_read_options o = options_for(NULL);
        struct cw_error err = {0};
        cw_counts *counts;
        cr_assert_eq(count(r, &o, &counts, &err), CW_OK, "%s", err.message);
        cr_assert_eq(cw_counts_n_labels(counts), n);
        for (size_t k = 0; k < n; k++)
                cr_expect_eq(cw_counts_label(counts, k).tokens, tokens[k], "label %zu: %llu", k,
                             (unsigned long long)cw_counts_label(counts, k).tokens);
        cr_expect_eq(cw_counts_totals(counts).sequences, sequences);
        cr_expect_eq(cw_counts_totals(counts).ignored, ignored);
        cw_counts_free(&counts);
}

static void
expect_refusal(struct rig *r, const struct cw_read_options *o, cw_status wanted, const char *sentence)
{
        struct cw_error err = {0};
        cw_counts *counts;
        cr_expect_eq(count(r, o, &counts, &err), wanted);
        cr_expect_null(counts);
        cr_expect_not_null(strstr(err.message, sentence), "%s", err.message);
        cr_expect(strncmp(err.message, "Arrow stream: ", 14) == 0, "%s", err.message);
}

/* A column of `format` with the items `leaf`. */
static struct rig *
rig_of_lists(const char *format, const char *leaf)
{
        struct rig *r = rig_new();
        rig_column(r, rig_field(r, format, "ner_tags", 1, rig_field(r, leaf, "item", 0)));
        return r;
}

/* ---- lists of integers ------------------------------------------------------------------------------------------ */

/* Rows [0 1] null (covers 2 2) [] [3 -100 0], of items that begin at element 1 of their array. */
static struct ArrowArray *
list_array(struct rig *r, const void *items, size_t items_nbytes)
{
        const int32_t offsets[] = {77, 0, 2, 4, 4, 7};
        const uint8_t valid[] = {0x1A}; /* rows are elements 1 to 4: 1, 0, 1, 1 */
        struct ArrowArray *leaf = rig_array(r, 7, 1, 0, 2, (const void *[]){NULL, rig_copy(r, items, items_nbytes)}, 0);
        return rig_array(r, 4, 1, 1, 2, (const void *[]){RIG_COPY(r, valid), RIG_COPY(r, offsets)}, 1, leaf);
}

Test(arrow_c, lists_of_every_integer_with_nulls_and_offsets)
{
        static const char formats[] = "csil";
        for (int f = 0; f < 8; f++) {
                const bool is_signed = f < 4;
                const int64_t ids[8] = {9, 0, 1, 2, 2, 3, is_signed ? -100 : 0, 0};
                const char leaf[2] = {is_signed ? formats[f] : (char)(formats[f - 4] - 'a' + 'A'), '\0'};
                const size_t nbytes = (size_t)1 << f % 4;
                uint8_t items[64];
                for (size_t i = 0; i < 8; i++)
                        memcpy(items + i * nbytes, &ids[i], nbytes);
                struct rig *r = rig_of_lists("+l", leaf);
                rig_batch(r, 4, list_array(r, items, 8 * nbytes));
                rig_batch(r, 0, list_array(r, items, 8 * nbytes))->children[0]->length = 0;
                rig_batch(r, 4, list_array(r, items, 8 * nbytes));
                if (is_signed)
                        expect_counts(r, (uint64_t[]){4, 2, 2}, 3, 6, 2);
                else
                        expect_counts(r, (uint64_t[]){6, 2, 2}, 3, 6, 0);
                cr_expect_eq(r->n_given, 3);
                cr_expect(r->n_streams_released == 1 && r->n_schemas_released == 1);
                rig_end(r);
        }
}

/* Large list, fixed-size list (its offset times 2, then the items'), list of lists. */
Test(arrow_c, other_lists)
{
        const int8_t items[] = {9, 0, 0, 1, 1, 2, 2};
        const int64_t offsets64[] = {1, 3, 6};
        struct rig *r = rig_of_lists("+L", "c");
        struct ArrowArray *leaf = rig_array(r, 7, 0, 0, 2, (const void *[]){NULL, RIG_COPY(r, items)}, 0);
        rig_batch(r, 2, rig_array(r, 2, 0, 0, 2, (const void *[]){NULL, RIG_COPY(r, offsets64)}, 1, leaf));
        expect_counts(r, (uint64_t[]){2, 2, 1}, 3, 2, 0);
        rig_end(r);

        /* elements (0 0) (1 1) (2 2) from item 1 on; rows are elements 1, 2; element 2 is null */
        const uint8_t valid[] = {0x03};
        r = rig_of_lists("+w:2", "c");
        leaf = rig_array(r, 6, 1, 0, 2, (const void *[]){NULL, RIG_COPY(r, items)}, 0);
        rig_batch(r, 2, rig_array(r, 2, 1, -1, 1, (const void *[]){RIG_COPY(r, valid)}, 1, leaf));
        expect_counts(r, (uint64_t[]){2}, 1, 1, 0);
        rig_end(r);

        /* [[9 0] [0]] [] [[1 1 2]], and items of which the last but one is null */
        const int32_t outer[] = {0, 2, 2, 3}, inner[] = {0, 2, 3, 6};
        const uint8_t items_valid[] = {0x5F};
        r = rig_new();
        rig_column(r, rig_field(r, "+l", "x", 1, rig_field(r, "+l", "y", 1, rig_field(r, "c", "z", 0))));
        leaf = rig_array(r, 7, 0, 1, 2, (const void *[]){RIG_COPY(r, items_valid), RIG_COPY(r, items)}, 0);
        struct ArrowArray *middle = rig_array(r, 3, 0, 0, 2, (const void *[]){NULL, RIG_COPY(r, inner)}, 1, leaf);
        rig_batch(r, 3, rig_array(r, 3, 0, 0, 2, (const void *[]){NULL, RIG_COPY(r, outer)}, 1, middle));
        expect_counts(r, (uint64_t[]){2, 2, 1}, 3, 3, 0);
        rig_end(r);
}

Test(arrow_c, one_integer_a_row_and_streams_that_are_no_structs)
{
        const int16_t ids[] = {5, 0, 1, 1, 0};
        struct rig *r = rig_new();
        rig_column(r, rig_field(r, "u", "token", 0));
        r->n_columns = 0;
        rig_column(r, rig_field(r, "s", "labels", 0));
        rig_batch(r, 4, rig_array(r, 4, 1, 0, 2, (const void *[]){NULL, RIG_COPY(r, ids)}, 0));
        expect_counts(r, (uint64_t[]){2, 2}, 2, 4, 0);
        rig_end(r);

        /* a chunked array: the stream's own type is a list */
        const int32_t offsets[] = {0, 2, 4};
        r = rig_new();
        r->root = *rig_field(r, "+l", "", 1, rig_field(r, "s", "item", 0));
        struct ArrowArray *leaf = rig_array(r, 5, 0, 0, 2, (const void *[]){NULL, RIG_COPY(r, ids)}, 0);
        r->batches[r->n_batches++] = *rig_array(r, 2, 0, 0, 2, (const void *[]){NULL, RIG_COPY(r, offsets)}, 1, leaf);
        expect_counts(r, (uint64_t[]){1, 2, 1}, 3, 2, 0);
        rig_end(r);
}

/* A struct of structs: root at offset 1 with row 1 null, the inner struct at offset 1 too. */
Test(arrow_c, structs_have_nulls_and_offsets_of_their_own)
{
        const int8_t ids[] = {9, 9, 9, 0, 1, 2, 3};
        const uint8_t root_valid[] = {0x0A}; /* elements 1 and 3 of 1 .. 3 */
        struct rig *r = rig_new();
        rig_column(r, rig_field(r, "+s", "meta", 1, rig_field(r, "c", "tag", 0)));
        struct ArrowArray *leaf = rig_array(r, 6, 1, 0, 2, (const void *[]){NULL, RIG_COPY(r, ids)}, 0);
        struct ArrowArray *meta = rig_array(r, 5, 1, 0, 1, (const void *[]){NULL}, 1, leaf);
        struct ArrowArray *root = rig_batch(r, 3, meta);
        root->offset = 1;
        root->null_count = 1;
        root->buffers[0] = RIG_COPY(r, root_valid);
        /* rows 1, 3 are elements 2, 4 of meta, 3, 5 of the leaf's buffer */
        struct cw_read_options o = options_for("meta.tag");
        struct cw_error err = {0};
        cw_counts *counts;
        cr_assert_eq(count(r, &o, &counts, &err), CW_OK, "%s", err.message);
        cr_assert_eq(cw_counts_n_labels(counts), 2);
        cr_expect(cw_counts_label(counts, 0).id == 0 && cw_counts_label(counts, 1).id == 2);
        cr_expect_eq(cw_counts_totals(counts).tokens, 2);
        cw_counts_free(&counts);
        rig_end(r);
}

/* ---- text ------------------------------------------------------------------------------------------------------- */

/* Labels O B-X null "" O, of which O gets id 0, "" 1 and B-X 2. */
static void
expect_text(struct rig *r)
{
        const struct cw_read_options o = options_for(NULL);
        struct cw_error err = {0};
        cw_counts *counts;
        cr_assert_eq(count(r, &o, &counts, &err), CW_OK, "%s", err.message);
        cr_assert_eq(cw_counts_n_labels(counts), 3);
        cr_expect(strcmp(cw_counts_label(counts, 0).name, "O") == 0 && cw_counts_label(counts, 0).tokens == 2);
        cr_expect(strcmp(cw_counts_label(counts, 1).name, "") == 0 && cw_counts_label(counts, 1).tokens == 1);
        cr_expect(strcmp(cw_counts_label(counts, 2).name, "B-X-of-seventeen") == 0 &&
                  cw_counts_label(counts, 2).tokens == 1);
        cr_expect_eq(cw_counts_totals(counts).sequences, 1);
        cw_counts_free(&counts);
        rig_end(r);
}

static void
put_text_batch(struct rig *r, struct ArrowArray *leaf)
{
        const int32_t offsets[] = {0, 5};
        rig_batch(r, 1, rig_array(r, 1, 0, 0, 2, (const void *[]){NULL, RIG_COPY(r, offsets)}, 1, leaf));
}

static const char text[] = "xOB-X-of-seventeenO";
static const uint8_t text_valid[] = {0x36}; /* elements 1 to 5: 1 1 0 1 1 */

Test(arrow_c, strings)
{
        const int32_t o32[] = {0, 1, 2, 18, 18, 18, 19};
        struct rig *r = rig_of_lists("+l", "u");
        put_text_batch(r, rig_array(r, 5, 1, 1, 3,
                                    (const void *[]){RIG_COPY(r, text_valid), RIG_COPY(r, o32), rig_copy(r, text, 19)},
                                    0));
        expect_text(r);
        const int64_t o64[] = {0, 1, 2, 18, 18, 18, 19};
        r = rig_of_lists("+l", "U");
        put_text_batch(r, rig_array(r, 5, 1, 1, 3,
                                    (const void *[]){RIG_COPY(r, text_valid), RIG_COPY(r, o64), rig_copy(r, text, 19)},
                                    0));
        expect_text(r);
}

Test(arrow_c, string_views)
{
        struct {
                int32_t nbytes;
                char begin[4];
                int32_t buffer, offset;
        } views[6] = {{1, "x", 0, 0}, {1, "O", 0, 0}, {16, "B-X-", 1, 2},
                      {99, "", 9, 9}, {0, "", 0, 0},  {1, "O", 0, 0}};
        const int64_t sizes[] = {1, 19};
        struct rig *r = rig_of_lists("+l", "vu");
        put_text_batch(r, rig_array(r, 5, 1, 1, 5,
                                    (const void *[]){RIG_COPY(r, text_valid), RIG_COPY(r, views), rig_copy(r, "-", 1),
                                                     rig_copy(r, text, 19), RIG_COPY(r, sizes)},
                                    0));
        expect_text(r);
}

/* ---- dictionaries ----------------------------------------------------------------------------------------------- */

static struct ArrowArray *
codes_with(struct rig *r, struct ArrowArray *dictionary, const void *codes, size_t nbytes, int64_t n)
{
        struct ArrowArray *leaf =
                rig_array(r, n, 1, 1, 2, (const void *[]){RIG_COPY(r, text_valid), rig_copy(r, codes, nbytes)}, 0);
        leaf->dictionary = dictionary;
        return leaf;
}

/* The dictionary changes from batch to batch, and begins at an offset. */
Test(arrow_c, dictionaries_of_text)
{
        static const int8_t codes[] = {9, 0, 1, 99, 2, 0}; /* O B-X null "" O */
        static const int8_t other_codes[] = {9, 1, 0, 99, 2, 1};
        struct rig *r = rig_of_lists("+l", "c");
        r->columns[0]->children[0]->dictionary = rig_field(r, "u", "", 0);
        const int32_t o32[] = {0, 1, 2, 18, 18}, other_o32[] = {0, 16, 17, 17};
        struct ArrowArray *values =
                rig_array(r, 3, 1, 0, 3, (const void *[]){NULL, RIG_COPY(r, o32), rig_copy(r, text, 19)}, 0);
        put_text_batch(r, codes_with(r, values, codes, sizeof(codes), 5));
        expect_text(r);
        for (int order = 0; order < 2; order++) {
                r = rig_of_lists("+l", "c");
                r->columns[0]->children[0]->dictionary = rig_field(r, "u", "", 0);
                values = rig_array(r, 3, 1, 0, 3, (const void *[]){NULL, RIG_COPY(r, o32), rig_copy(r, text, 19)}, 0);
                struct ArrowArray *others = rig_array(
                        r, 3, 0, 0, 3, (const void *[]){NULL, RIG_COPY(r, other_o32), rig_copy(r, text + 2, 17)}, 0);
                put_text_batch(r, codes_with(r, values, codes, sizeof(codes), 5));
                put_text_batch(r, codes_with(r, others, other_codes, sizeof(other_codes), 5));
                expect_counts(r, (uint64_t[]){4, 2, 2}, 3, 2, 0);
                rig_end(r);
        }
}

Test(arrow_c, dictionaries_of_ids_and_indices_out_of_them)
{
        const int64_t ids[] = {0, 3, -100};
        const uint16_t codes[] = {9, 0, 1, 99, 2, 0}, bad[] = {9, 0, 1, 99, 3, 0};
        const struct cw_read_options o = options_for(NULL);
        for (int i = 0; i < 2; i++) {
                struct rig *r = rig_of_lists("+l", "S");
                r->columns[0]->children[0]->dictionary = rig_field(r, "l", "", 0);
                struct ArrowArray *values = rig_array(r, 3, 0, 0, 2, (const void *[]){NULL, RIG_COPY(r, ids)}, 0);
                put_text_batch(r, codes_with(r, values, i == 0 ? codes : bad, sizeof(codes), 5));
                if (i == 0)
                        expect_counts(r, (uint64_t[]){2, 1}, 2, 1, 1);
                else
                        expect_refusal(r, &o, CW_E_CORRUPT, "index 3 is outside of its dictionary of 3 entries");
                rig_end(r);
        }
}

/* ---- names, places ---------------------------------------------------------------------------------------------- */

/* i32 pairs | i32 key | i32 value, as the interface wants metadata. */
static const char *
metadata_of(struct rig *r, const char *json)
{
        const int32_t n_pairs = 2, n_other = 5, n_none = 0, n_key = 11, n_value = (int32_t)strlen(json);
        char *m = rig_alloc(r, 64 + strlen(json)), *at = m;
        at = (char *)memcpy(at, &n_pairs, 4) + 4;
        at = (char *)memcpy(at, &n_other, 4) + 4;
        at = (char *)memcpy(at, "other", 5) + 5;
        at = (char *)memcpy(at, &n_none, 4) + 4;
        at = (char *)memcpy(at, &n_key, 4) + 4;
        at = (char *)memcpy(at, "huggingface", 11) + 11;
        at = (char *)memcpy(at, &n_value, 4) + 4;
        memcpy(at, json, strlen(json));
        return m;
}

static const char features[] =
        "{\"info\": {\"features\": {\"ner_tags\": {\"feature\": {\"names\": [\"O\", \"B-X\", \"I-X\"], "
        "\"_type\": \"ClassLabel\"}, \"_type\": \"Sequence\"}}}}";

static struct rig *
rig_with_names(int8_t last)
{
        const int8_t items[] = {0, 1, 0, 0, last};
        const int32_t offsets[] = {0, 2, 5};
        struct rig *r = rig_of_lists("+l", "c");
        r->root.metadata = metadata_of(r, features);
        struct ArrowArray *leaf = rig_array(r, 5, 0, 0, 2, (const void *[]){NULL, RIG_COPY(r, items)}, 0);
        rig_batch(r, 2, rig_array(r, 2, 0, 0, 2, (const void *[]){NULL, RIG_COPY(r, offsets)}, 1, leaf));
        return r;
}

Test(arrow_c, names_of_the_metadata_are_used_and_must_agree)
{
        struct cw_read_options o = options_for(NULL);
        cw_counts *counts;
        struct rig *r = rig_with_names(1);
        cr_assert_eq(count(r, &o, &counts, NULL), CW_OK);
        cr_assert_eq(cw_counts_n_labels(counts), 3);
        cr_expect_str_eq(cw_counts_label(counts, 2).name, "I-X");
        cr_expect_eq(cw_counts_label(counts, 1).tokens, 2);
        cw_counts_free(&counts);
        rig_end(r);
        r = rig_with_names(7);
        struct cw_error err;
        cr_expect_eq(count(r, &o, &counts, &err), CW_E_DATA);
        cr_expect_not_null(strstr(err.message, "Arrow stream: row 2: position 3: label id 7"), "%s", err.message);
        rig_end(r);
        o.labels_text = "[\"O\", \"I-X\", \"B-X\"]";
        r = rig_with_names(1);
        expect_refusal(r, &o, CW_E_DATA, "B-X");
        rig_end(r);
}

Test(arrow_c, several_streams_and_arrays_add_up)
{
        const struct cw_read_options o = options_for(NULL);
        const int16_t ids[] = {0, 1, 1};
        struct rig *a = rig_with_names(1), *b = rig_with_names(2);
        cw_counter *c;
        cw_counts *counts;
        struct cw_error err = {0};
        cr_assert_eq(cw_counter_new(&o, &c, NULL), CW_OK);
        cr_assert_eq(cw_counter_add_arrow(c, rig_stream(a), NULL), CW_OK);
        cr_assert_eq(cw_counter_add_ids(c, ids, 3, "i16", NULL), CW_OK);
        b->fail_at = 1;
        cr_expect_eq(cw_counter_add_arrow(c, rig_stream(b), &err), CW_E_IO);
        cr_expect_str_eq(err.message, "Arrow stream 2: get_next() of the stream failed: the tape is torn");
        b->fail_at = -1;
        cr_assert_eq(cw_counter_add_arrow(c, rig_stream(b), &err), CW_OK, "%s", err.message);
        cr_expect_eq(cw_counter_add_arrow(c, &b->stream, &err), CW_E_USAGE);
        cr_assert_eq(cw_counter_finish(&c, &counts, NULL), CW_OK);
        cr_expect_eq(cw_counts_label(counts, 0).tokens, 3 + 3 + 1);
        cr_expect_eq(cw_counts_label(counts, 1).tokens, 2 + 2 + 1);
        cr_expect_eq(cw_counts_label(counts, 2).tokens, 1);
        cr_expect_eq(cw_counts_totals(counts).sequences, 4);
        cw_counts_free(&counts);
        rig_end(a);
        rig_end(b);
}

/* ---- large ------------------------------------------------------------------------------------------------------ */

/* 300,000 rows of 0 to 19 labels in batches of odd sizes, the first one cut into blocks; by 1 to 4 threads. */
Test(arrow_c, any_number_of_threads_gives_the_same)
{
        enum { ROWS = 300000 };
        static int32_t offsets[ROWS + 1];
        static uint8_t items[ROWS * 20];
        uint64_t wanted[5] = {0};
        for (int i = 0; i < ROWS; i++) {
                offsets[i + 1] = offsets[i] + i % 20;
                for (int32_t k = offsets[i]; k < offsets[i + 1]; k++)
                        wanted[items[k] = (uint8_t)((k * 7 + i) % 5)]++;
        }
        for (int threads = 1; threads <= 4; threads++) {
                struct cw_read_options o = options_for(NULL);
                struct rig *r = rig_of_lists("+l", "C");
                static const int64_t cuts[] = {0, 290000, 290001, 290001, 299000, ROWS};
                for (size_t k = 0; k + 1 < sizeof(cuts) / sizeof(cuts[0]); k++) {
                        struct ArrowArray *leaf =
                                rig_array(r, offsets[ROWS], 0, 0, 2, (const void *[]){NULL, items}, 0);
                        rig_batch(r, cuts[k + 1] - cuts[k],
                                  rig_array(r, cuts[k + 1] - cuts[k], cuts[k], 0, 2, (const void *[]){NULL, offsets}, 1,
                                            leaf));
                }
                cw_counts *counts;
                o.n_threads = threads;
                cr_assert_eq(count(r, &o, &counts, NULL), CW_OK);
                for (size_t k = 0; k < 5; k++)
                        cr_expect_eq(cw_counts_label(counts, k).tokens, wanted[k]);
                cr_expect_eq(cw_counts_totals(counts).sequences, ROWS);
                cw_counts_free(&counts);
                rig_end(r);
        }
}

/* ---- refusals --------------------------------------------------------------------------------------------------- */

Test(arrow_c, refusals)
{
        struct cw_read_options o = options_for("none");
        struct rig *r = rig_with_names(1);
        expect_refusal(r, &o, CW_E_DATA, "none");
        rig_end(r);

        o = options_for(NULL);
        r = rig_with_names(1);
        r->fail_at = -2;
        expect_refusal(r, &o, CW_E_IO, "get_schema() of the stream failed: the tape is torn");
        rig_end(r);

        r = rig_new(); /* two candidates */
        rig_column(r, rig_field(r, "+l", "ner_tags", 1, rig_field(r, "c", "item", 0)));
        rig_column(r, rig_field(r, "+l", "labels", 1, rig_field(r, "c", "item", 0)));
        expect_refusal(r, &o, CW_E_DATA, "labels");
        rig_end(r);

        static const char *const formats[] = {"g", "tsu:UTC", "d:10,2", "+vl", "+r", "z", "w:4", "?", "+l"};
        for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
                o = options_for("tag");
                r = rig_new();
                rig_column(r, rig_field(r, formats[i], "tag", 0));
                const char *sentence = formats[i][0] == '?' ? "not known here" : "tag";
                struct cw_error err = {0};
                cw_counts *counts;
                cr_expect_neq(count(r, &o, &counts, &err), CW_OK, "%s", formats[i]);
                cr_expect_not_null(strstr(err.message, sentence), "%s: %s", formats[i], err.message);
                rig_end(r);
        }

        /* a list view's offsets are no list's: nothing below it can be counted as if it were */
        o = options_for("v.tag");
        r = rig_new();
        rig_column(r, rig_field(r, "+vl", "v", 1, rig_field(r, "+s", "item", 1, rig_field(r, "c", "tag", 0))));
        expect_refusal(r, &o, CW_E_UNSUPPORTED, "list view");
        rig_end(r);

        o = options_for(NULL);
        r = rig_with_names(1); /* an array that is nested in another way than the schema says */
        r->batches[0].children[0]->n_children = 0;
        expect_refusal(r, &o, CW_E_CORRUPT, "record batch 0: its arrays are nested");
        cr_expect_eq(r->n_released, 1);
        rig_end(r);

        r = rig_with_names(1); /* offsets that lead out */
        ((int32_t *)(uintptr_t)r->batches[0].children[0]->buffers[1])[2] = 600;
        expect_refusal(r, &o, CW_E_CORRUPT, "Arrow C data interface");
        rig_end(r);

        r = rig_with_names(1);
        r->batches[0].children[0]->offset = -1;
        expect_refusal(r, &o, CW_E_CORRUPT, "a length or an offset that cannot be");
        rig_end(r);
}

static struct rig *attempt_rig;

Test(arrow_c, survives_every_failing_allocation)
{
        struct cw_read_options o = options_for(NULL);
        o.n_threads = 1;
        for (long n = 1;; n++) {
                struct cw_error err = {0};
                cw_counter *c;
                cw_counts *counts = NULL;
                attempt_rig = rig_with_names(1);
                cw_memory_fail_at(n);
                cw_status status = cw_counter_new(&o, &c, &err);
                if (status == CW_OK) {
                        status = cw_counter_add_arrow(c, rig_stream(attempt_rig), &err);
                        if (status == CW_OK)
                                status = cw_counter_finish(&c, &counts, &err);
                        cw_counter_free(&c);
                }
                cw_memory_fail_at(0);
                cw_counts_free(&counts);
                rig_end(attempt_rig);
                if (status == CW_OK) {
                        cr_expect_gt(n, 15);
                        return;
                }
                cr_assert_eq(status, CW_E_MEMORY, "allocation %ld: %s", n, err.message);
        }
}
