/* SPDX-License-Identifier: MIT */
/*
 * Arrow IPC, written by hand: what columns hold (every width, lists, structs, text, nulls) in every form that a file
 * may have (stream and file, framings, alignments, codecs).  Damage is in test_arrow_damage.c, dictionaries in
 * test_arrow_dictionary.c.
 */
#include "arrow_rig.h"

static const uint8_t none[1];

/* Three rows: [1 2], null over one item, [3 null 1]; the first offset is 2, so that two items belong to nobody. */
static void
write_lists(struct aw *w, unsigned bits, bool is_unsigned, bool wide)
{
        static const int32_t offsets[] = {2, 4, 5, 8};
        static const int64_t wide_offsets[] = {2, 4, 5, 8};
        static const uint64_t items[] = {9, 9, 1, 2, 9, 3, 9, 1};
        static const uint8_t rows_valid = 0x5, items_valid = 0xBF;
        static struct aw_field leaf, list;
        uint8_t narrow[sizeof(items)];
        leaf = (struct aw_field){.name = "item", .type = AW_INT, .bits = bits, .is_unsigned = is_unsigned};
        list = (struct aw_field){
                .name = "tags", .type = wide ? AW_LARGE_LIST : AW_LIST, .children = &leaf, .n_children = 1};
        const struct aw_node nodes[] = {{3, 1}, {8, 1}};
        for (size_t i = 0; i < 8; i++)
                cw_store_le(narrow + i * bits / 8, items[i], bits / 8);
        aw_schema(w, &list, 1, NULL);
        for (int batch = 0; batch < 2; batch++) {
                aw_add(w, &rows_valid, 1);
                if (wide)
                        aw_add(w, wide_offsets, sizeof(wide_offsets));
                else
                        aw_add(w, offsets, sizeof(offsets));
                aw_add(w, &items_valid, 1);
                aw_add(w, narrow, 8 * bits / 8);
                aw_record_batch(w, 3, nodes, 2);
        }
        aw_end(w);
}

Test(arrow, lists_with_nulls_of_every_width)
{
        for (unsigned bits = 8; bits <= 64; bits *= 2) {
                for (int variant = 0; variant < 4; variant++) {
                        struct aw w = {.version = 0};
                        write_lists(&w, bits, variant % 2, variant / 2);
                        rig_expect(&w, NULL, "1=4 2=2 3=2 seq=4");
                        cw_buffer_free(&w.out);
                }
        }
}

Test(arrow, every_form_of_file)
{
        for (int variant = 0; variant < 128; variant++) {
                struct aw w = {.file = variant & 1,
                               .legacy = variant & 2,
                               .alignment = variant & 4 ? 64 : 8,
                               .no_end = (variant & 8) && !(variant & 1),
                               .compression = (unsigned)variant >> 4 & 3,
                               .version = variant & 64 ? 4 : 5};
                write_lists(&w, 16, false, false);
                rig_expect(&w, "tags", "1=4 2=2 3=2 seq=4");
                cw_buffer_free(&w.out);
        }
}

/* A whole batch through the fast path is what its rows are one by one. */
Test(arrow, unsigned_ids_of_the_upper_half)
{
        enum { N = 3000 };
        static const char *const want[] = {"3=1000 128=1000 255=1000 seq=3000", "3=1000 32768=1000 65535=1000 seq=3000",
                                           "3=1000 2147483648=1000 4294967295=1000 seq=3000"};
        for (unsigned k = 0; k < 3; k++) {
                const unsigned nbytes = 1u << k;
                const uint64_t top = UINT64_C(1) << (8 * nbytes - 1);
                const struct aw_field f = {.name = "tags", .type = AW_INT, .bits = 8 * nbytes, .is_unsigned = true};
                const struct aw_node node = {N, 0};
                const uint64_t ids[] = {3, top, 2 * top - 1};
                uint8_t bytes[N * 4];
                struct aw w = {.version = 0};
                for (size_t i = 0; i < N; i++)
                        cw_store_le(bytes + i * nbytes, ids[i % 3], nbytes);
                aw_schema(&w, &f, 1, NULL);
                aw_add(&w, none, 0);
                aw_add(&w, bytes, (size_t)N * nbytes);
                aw_record_batch(&w, N, &node, 1);
                aw_end(&w);
                cr_expect_str_eq(rig_count(&w.out, NULL), want[k], "%s", rig_count(&w.out, NULL));
                cw_buffer_free(&w.out);
        }
}

Test(arrow, ids_from_two_to_the_63rd_on_are_refused_with_their_row)
{
        const struct aw_field f = {.name = "tags", .type = AW_INT, .bits = 64, .is_unsigned = true};
        const uint64_t ids[] = {1, 2, UINT64_C(1) << 63, 3};
        const struct aw_node node = {4, 0};
        struct aw w = {.version = 0};
        aw_schema(&w, &f, 1, NULL);
        aw_add(&w, none, 0);
        aw_add(&w, ids, sizeof(ids));
        aw_record_batch(&w, 4, &node, 1);
        aw_end(&w);
        rig_expect_error(&w, NULL, CW_E_DATA, "row 3: record batch 0 at byte");
        rig_expect_error(&w, NULL, CW_E_DATA, "found 9223372036854775808");
        cw_buffer_free(&w.out);
}

/* struct { pad: int64, tags: fixed_size_list<list<int8>, 2> }, whose second row is null as a struct and whose third
 * holds a null pair.  The other column comes first, so that nodes and buffers are to be counted past it. */
Test(arrow, nested_by_path)
{
        static const struct aw_field leaf = {.name = "item", .type = AW_INT, .bits = 8};
        static const struct aw_field inner = {.name = "item", .type = AW_LIST, .children = &leaf, .n_children = 1};
        static const struct aw_field members[] = {
                {.name = "pad", .type = AW_INT, .bits = 64},
                {.name = "tags", .type = AW_FIXED_LIST, .bits = 2, .children = &inner, .n_children = 1}};
        static const struct aw_field fields[] = {
                {.name = "text", .type = AW_UTF8},
                {.name = "meta", .type = AW_STRUCT, .children = members, .n_children = 2}};
        const int32_t text[] = {0, 1, 2, 3, 4}, offsets[] = {0, 1, 3, 4, 5, 6, 7, 7, 9};
        const int64_t pad[] = {7, 7, 7, 7};
        const int8_t ids[] = {0, 1, 2, 3, 4, 5, 6, 7, 8};
        const uint8_t rows_valid = 0xD, pairs_valid = 0xB;
        const struct aw_node nodes[] = {{4, 0}, {4, 1}, {4, 0}, {4, 1}, {8, 0}, {9, 0}};
        struct aw w = {.file = true};
        aw_schema(&w, fields, 2, NULL);
        aw_add(&w, none, 0);
        aw_add(&w, text, sizeof(text));
        aw_add(&w, "abcd", 4);
        aw_add(&w, &rows_valid, 1);
        aw_add(&w, none, 0);
        aw_add(&w, pad, sizeof(pad));
        aw_add(&w, &pairs_valid, 1);
        aw_add(&w, none, 0);
        aw_add(&w, offsets, sizeof(offsets));
        aw_add(&w, none, 0);
        aw_add(&w, ids, sizeof(ids));
        aw_record_batch(&w, 4, nodes, 6);
        aw_end(&w);
        rig_expect(&w, "meta.tags", "0=1 1=1 2=1 7=1 8=1 seq=2");
        rig_expect(&w, NULL, "0=1 1=1 2=1 7=1 8=1 seq=2");
        rig_expect(&w, "meta.pad", "7=3 seq=3");
        rig_expect(&w, "text", "a=1 b=1 c=1 d=1 seq=4");
        rig_expect_error(&w, "meta", CW_E_DATA, "column 'meta' is of type struct");
        rig_expect_error(&w, "nope", CW_E_DATA, "the columns are: text, meta, meta.pad, meta.tags");
        cw_buffer_free(&w.out);
}

/* Labels in structs in lists are counted when named, never by themselves. */
Test(arrow, structs_in_lists)
{
        static const struct aw_field members[] = {{.name = "label", .type = AW_UTF8}};
        static const struct aw_field item = {.name = "item", .type = AW_STRUCT, .children = members, .n_children = 1};
        static const struct aw_field list = {.name = "spans", .type = AW_LIST, .children = &item, .n_children = 1};
        const int32_t offsets[] = {0, 2, 3}, text[] = {0, 1, 2, 4};
        const struct aw_node nodes[] = {{2, 0}, {3, 0}, {3, 0}};
        struct aw w = {.version = 0};
        aw_schema(&w, &list, 1, NULL);
        aw_add(&w, none, 0);
        aw_add(&w, offsets, sizeof(offsets));
        aw_add(&w, none, 0);
        aw_add(&w, none, 0);
        aw_add(&w, text, sizeof(text));
        aw_add(&w, "OOBB", 4);
        aw_record_batch(&w, 2, nodes, 3);
        aw_end(&w);
        rig_expect(&w, "spans.label", "O=2 BB=1 seq=2");
        rig_expect_error(&w, NULL, CW_E_DATA, "no column is sure to hold the labels");
        cw_buffer_free(&w.out);
}

Test(arrow, text_of_every_layout)
{
        static const uint8_t views[] = {1,  0, 0, 0, 'O', 0,   0,   0,   0, 0, 0, 0, 0, 0, 0, 0,
                                        26, 0, 0, 0, 'a', ' ', 't', 'e', 0, 0, 0, 0, 0, 0, 0, 0,
                                        1,  0, 0, 0, 'O', 0,   0,   0,   0, 0, 0, 0, 0, 0, 0, 0};
        const int32_t offsets[] = {0, 1, 27, 28};
        const int64_t wide[] = {0, 1, 27, 28};
        static const unsigned types[] = {AW_UTF8, AW_LARGE_UTF8, AW_UTF8_VIEW};
        const struct aw_node node = {3, 0};
        for (unsigned compression = AW_PLAIN; compression <= AW_STORED; compression++) {
                for (size_t k = 0; k < 3; k++) {
                        const struct aw_field f = {.name = "label", .type = types[k]};
                        struct aw w = {.compression = compression};
                        aw_schema(&w, &f, 1, NULL);
                        aw_add(&w, none, 0);
                        if (types[k] == AW_UTF8_VIEW) {
                                aw_add(&w, views, sizeof(views));
                                aw_add(&w, "a text of more than twelve", 26);
                                w.view_counts[w.n_view_counts++] = 1;
                        } else {
                                aw_add(&w, k == 0 ? (const void *)offsets : wide,
                                       k == 0 ? sizeof(offsets) : sizeof(wide));
                                aw_add(&w, "Oa text of more than twelveO", 28);
                        }
                        aw_record_batch(&w, 3, &node, 1);
                        aw_end(&w);
                        rig_expect(&w, NULL, "O=2 a text of more than twelve=1 seq=3");
                        cw_buffer_free(&w.out);
                }
        }
}

/* ---- names ---------------------------------------------------------------------------------------------------- */

static void
write_named(struct aw *w, const char *huggingface, int32_t n_rows)
{
        static const struct aw_field leaf = {.name = "item", .type = AW_INT, .bits = 8};
        static const struct aw_field fields[] = {
                {.name = "pos_tags", .type = AW_LIST, .children = &leaf, .n_children = 1},
                {.name = "ner_tags", .type = AW_LIST, .children = &leaf, .n_children = 1}};
        const struct aw_node nodes[] = {{n_rows, 0}, {2 * n_rows, 0}, {n_rows, 0}, {2 * n_rows, 0}};
        int32_t *offsets = malloc(((size_t)n_rows + 1) * sizeof(*offsets));
        uint8_t *ids = calloc((size_t)n_rows, 2);
        for (int32_t i = 0; i <= n_rows; i++)
                offsets[i] = 2 * i;
        aw_schema(w, fields, 2, huggingface);
        for (int batch = 0; batch < 3; batch++) {
                for (int column = 0; column < 2; column++) {
                        aw_add(w, none, 0);
                        aw_add(w, offsets, ((size_t)n_rows + 1) * sizeof(*offsets));
                        aw_add(w, none, 0);
                        memset(ids, column == 0, (size_t)n_rows * 2);
                        if (column == 1 && batch == 1)
                                ids[2 * (n_rows - 1) + 1] = 7;
                        aw_add(w, ids, (size_t)n_rows * 2);
                }
                aw_record_batch(w, n_rows, nodes, 4);
        }
        aw_end(w);
        free(offsets);
        free(ids);
}

static const char features[] = "{\"info\": {\"features\": {\"pos_tags\": {\"feature\": {\"names\": [\"N\", \"V\"], "
                               "\"_type\": \"ClassLabel\"}, "
                               "\"_type\": \"Sequence\"}, \"ner_tags\": {\"feature\": {\"names\": [\"O\", \"B-X\"], "
                               "\"_type\": \"ClassLabel\"}, "
                               "\"_type\": \"List\"}}}}";

Test(arrow, names_are_those_of_the_chosen_column)
{
        struct aw w = {.version = 0};
        write_named(&w, features, 4);
        rig_expect(&w, "pos_tags", "V=24 seq=12");
        rig_expect(&w, "ner_tags", "O=23 7=1 seq=12");
        cw_buffer_free(&w.out);
        struct aw odd = {.version = 0};
        write_named(&odd, "{\"info\": {\"features\": ", 4);
        rig_expect(&odd, "ner_tags", "0=23 7=1 seq=12");
        cw_buffer_free(&odd.out);
}

/* Short lists go one by one, long ones through a kernel: both must find row and position. */
Test(arrow, an_unknown_id_is_named_with_its_row)
{
        static const int32_t n_rows[] = {4, 2000};
        for (size_t i = 0; i < 2; i++) {
                struct aw w = {.version = 0};
                struct cw_read_options options = rig_options("ner_tags");
                char place[64];
                options.unknown = CW_UNKNOWN_ERROR;
                write_named(&w, features, n_rows[i]);
                snprintf(place, sizeof(place), "row %d: position 2", (int)(2 * n_rows[i]));
                const char *got = rig_count_with(w.out.data, w.out.n, false, &options);
                cr_expect_eq(atoi(got), (int)CW_E_DATA, "%s", got);
                cr_expect(strstr(got, place) != NULL, "expected '%s' in: %s", place, got);
                cw_buffer_free(&w.out);
        }
}

/* ---- large batches -------------------------------------------------------------------------------------------- */

/* More than one block of one batch; the id that nobody knows is in the last. */
Test(arrow, a_large_batch_is_cut_into_blocks)
{
        enum { N = 6 << 20 };
        static const struct aw_field f = {.name = "tags", .type = AW_INT, .bits = 64};
        const struct aw_node node = {N, 0};
        int64_t *ids = calloc(N, sizeof(*ids));
        struct aw w = {.version = 0};
        struct cw_read_options options = rig_options(NULL);
        char want[64];
        for (size_t i = 0; i < N; i++)
                ids[i] = (int64_t)(i % 3);
        ids[N - 5] = 77;
        aw_schema(&w, &f, 1,
                  "{\"info\":{\"features\":{\"tags\":{\"_type\":\"ClassLabel\",\"names\":[\"O\",\"B\",\"I\"]}}}}");
        aw_add(&w, none, 0);
        aw_add(&w, ids, N * sizeof(*ids));
        aw_record_batch(&w, N, &node, 1);
        aw_end(&w);
        options.unknown = CW_UNKNOWN_ERROR;
        const char *got = rig_count_with(w.out.data, w.out.n, false, &options);
        snprintf(want, sizeof(want), "row %d:", N - 4);
        cr_expect(strstr(got, want) != NULL, "expected '%s' in: %s", want, got);
        options.unknown = CW_UNKNOWN_COUNT;
        for (options.n_threads = 1; options.n_threads <= 3; options.n_threads++) {
                got = rig_count_with(w.out.data, w.out.n, false, &options);
                cr_expect_str_eq(got, "O=2097152 B=2097151 I=2097152 77=1 seq=6291456", "%s", got);
        }
        free(ids);
        cw_buffer_free(&w.out);
}

/* ---- real files ----------------------------------------------------------------------------------------------- */

Test(arrow, lener_br_is_what_its_truth_says)
{
        const char *data = getenv("CW_SHARED_DATA");
        char path[512];
        const char *paths = path;
        const struct cw_read_options options = rig_options(NULL);
        static const uint64_t want[] = {197228, 2400, 4271, 1525, 3087, 1334, 1009, 611, 806, 1920, 11119, 1104, 2863};
        snprintf(path, sizeof(path), "%s/arrow-lener-br/dataset/train/data-00000-of-00001.arrow",
                 data == NULL ? "../shared/data" : data);
        if (access(path, R_OK) != 0)
                cr_skip_test("the shared data is not there");
        cw_counts *counts = NULL;
        cr_assert_eq(cw_count(&paths, 1, &options, &counts, NULL), CW_OK);
        cr_assert_eq(cw_counts_n_labels(counts), CW_ARRAY_LEN(want));
        for (size_t i = 0; i < CW_ARRAY_LEN(want); i++)
                cr_expect_eq(cw_counts_label(counts, i).tokens, want[i]);
        cr_expect_str_eq(cw_counts_label(counts, 12).name, "I-JURISPRUDENCIA");
        cr_expect_eq(cw_counts_totals(counts).sequences, 7828);
        cw_counts_free(&counts);
}
