/* SPDX-License-Identifier: MIT */
/*
 * Arrow's dictionary-encoded columns: indices of every width, replaced and grown dictionaries, entries that are null,
 * places of new labels, and labels in order.
 */
#include "arrow_rig.h"

static const uint8_t none[1];

static void
add_dictionary(struct aw *w, bool is_delta, const char *text)
{
        int32_t offsets[32];
        const struct aw_node node = {(int64_t)strlen(text), 0};
        for (int32_t i = 0; i <= (int32_t)strlen(text); i++)
                offsets[i] = i;
        aw_add(w, none, 0);
        aw_add(w, offsets, (strlen(text) + 1) * sizeof(*offsets));
        aw_add(w, text, strlen(text));
        aw_dictionary_batch(w, 1, is_delta, node.length, &node, 1);
}

static void
add_indices(struct aw *w, const char *digits, unsigned bits)
{
        uint8_t bytes[64 * 8];
        const size_t n = strlen(digits);
        const struct aw_node node = {(int64_t)n, 0};
        for (size_t i = 0; i < n; i++)
                cw_store_le(bytes + i * bits / 8, (uint64_t)(digits[i] - '0'), bits / 8);
        aw_add(w, none, 0);
        aw_add(w, bytes, n * bits / 8);
        aw_record_batch(w, node.length, &node, 1);
}

static const struct aw_field encoded = {.name = "label", .type = AW_UTF8, .dictionary = 1, .index_bits = 8};

Test(arrow_dictionary, indices_of_every_width)
{
        for (unsigned bits = 8; bits <= 64; bits *= 2) {
                for (int variant = 0; variant < 16; variant++) {
                        struct aw_field f = encoded;
                        struct aw w = {.file = variant & 1, .compression = (unsigned)variant >> 2};
                        f.index_bits = bits;
                        f.index_unsigned = variant & 2;
                        aw_schema(&w, &f, 1, NULL);
                        add_dictionary(&w, false, "abO");
                        add_indices(&w, "0102222", bits);
                        add_indices(&w, "22", bits);
                        aw_end(&w);
                        rig_expect(&w, NULL, "O=6 a=2 b=1 seq=9");
                        cw_buffer_free(&w.out);
                }
        }
}

Test(arrow_dictionary, replaced_and_grown)
{
        struct aw w = {.version = 0};
        aw_schema(&w, &encoded, 1, NULL);
        add_dictionary(&w, false, "ab");
        add_indices(&w, "001", 8);
        add_dictionary(&w, true, "c");
        add_indices(&w, "22", 8);
        add_dictionary(&w, false, "xa");
        add_indices(&w, "0111", 8);
        aw_end(&w);
        rig_expect(&w, NULL, "a=5 b=1 c=2 x=1 seq=9");
        cw_buffer_free(&w.out);
}

/* Many batches, a new dictionary before each, read by several threads. */
Test(arrow_dictionary, each_batch_is_read_by_its_own)
{
        struct aw w = {.version = 0};
        struct cw_read_options options = rig_options(NULL);
        aw_schema(&w, &encoded, 1, NULL);
        for (int i = 0; i < 300; i++) {
                add_dictionary(&w, false, i % 2 == 0 ? "ab" : "ba");
                add_indices(&w, "0001", 8);
        }
        aw_end(&w);
        for (options.n_threads = 1; options.n_threads <= 4; options.n_threads++)
                cr_expect_str_eq(rig_count_with(w.out.data, w.out.n, false, &options), "a=600 b=600 seq=1200");
        cw_buffer_free(&w.out);
}

Test(arrow_dictionary, an_index_outside_is_damage_and_has_a_row)
{
        for (int grow = 0; grow < 2; grow++) {
                struct aw w = {.version = 0};
                aw_schema(&w, &encoded, 1, NULL);
                add_dictionary(&w, false, "ab");
                add_indices(&w, "01", 8);
                add_indices(&w, "0102", 8);
                if (grow)
                        add_dictionary(&w, true, "c"); /* too late */
                aw_end(&w);
                rig_expect_error(&w, NULL, CW_E_CORRUPT, "row 6: record batch 1 at byte");
                rig_expect_error(&w, NULL, CW_E_CORRUPT, "index 2 is outside of its dictionary of 2 entries");
                cw_buffer_free(&w.out);
        }
        struct aw w = {.version = 0};
        aw_schema(&w, &encoded, 1, NULL);
        add_indices(&w, "0", 8);
        aw_end(&w);
        rig_expect_error(&w, NULL, CW_E_CORRUPT, "dictionary of 0 entries");
        cw_buffer_free(&w.out);
}

Test(arrow_dictionary, null_entries_and_ids)
{
        const struct aw_field f = {
                .name = "label", .type = AW_INT, .bits = 16, .is_unsigned = true, .dictionary = 1, .index_bits = 8};
        const uint16_t values[] = {40000, 5, 7};
        const uint8_t valid = 0x5;
        const struct aw_node node = {3, 1};
        struct aw w = {.version = 0};
        aw_schema(&w, &f, 1, NULL);
        aw_add(&w, &valid, 1);
        aw_add(&w, values, sizeof(values));
        aw_dictionary_batch(&w, 1, false, 3, &node, 1);
        add_indices(&w, "0120", 8);
        aw_end(&w);
        rig_expect(&w, NULL, "7=1 40000=2 seq=4");
        cw_buffer_free(&w.out);
}

/* ---- places and order ----------------------------------------------------------------------------------------- */

/* The label that the map lacks is found at its first row, though it was counted as an index. */
Test(arrow_dictionary, the_first_place_of_an_unknown_label)
{
        char path[] = "/tmp/cw-arrow-labels-XXXXXX";
        struct cw_read_options options = rig_options(NULL);
        struct aw w = {.version = 0};
        const int fd = mkstemp(path);
        cr_assert_eq(write(fd, "O\na\n", 4), 4);
        close(fd);
        options.labels_path = path;
        options.unknown = CW_UNKNOWN_ERROR;
        aw_schema(&w, &encoded, 1, NULL);
        add_dictionary(&w, false, "Oab");
        add_indices(&w, "000011", 8);
        add_indices(&w, "00102002", 8);
        aw_end(&w);
        const char *got = rig_count_with(w.out.data, w.out.n, false, &options);
        cr_expect(strstr(got, "row 11") != NULL, "%s", got);
        unlink(path);
        cw_buffer_free(&w.out);
}

static cw_status
take_ids(void *user, const int64_t *ids, size_t n)
{
        for (size_t i = 0; i < n; i++)
                cw_buffer_printf(user, "%lld ", (long long)ids[i]);
        return CW_OK;
}

static cw_status
take_name(void *user, const char *text, size_t nbytes)
{
        cw_buffer_printf(user, "%.*s ", (int)nbytes, text);
        return CW_OK;
}

static cw_status
take_end(void *user)
{
        cw_buffer_puts(user, "| ");
        return CW_OK;
}

static void
expect_order(const struct aw *w, const char *want)
{
        const struct cw_read_options options = rig_options(NULL);
        struct rig_file f = rig_open(w->out.data, w->out.n, false);
        struct cw_buffer got = {0};
        struct cw_collector collector = {.user = &got, .ids = take_ids, .name = take_name, .end_sequence = take_end};
        struct cw_scratch scratch = {.max_nbytes = 1 << 20};
        struct cw_reader *reader = NULL;
        struct cw_tally tally;
        struct cw_block block;
        bool more = true;
        cr_assert_eq(cw_reader_open(f.path, &options, NULL, true, &reader, NULL), CW_OK);
        cr_assert_eq(cw_tally_init(&tally, NULL), CW_OK);
        tally.collector = &collector;
        while (reader->format->next(reader, &scratch, &block, &more, NULL) == CW_OK && more)
                cr_assert_eq(reader->format->decode(reader, &block, &scratch, &tally, NULL), CW_OK);
        cr_expect_str_eq(got.data, want);
        cw_tally_free(&tally);
        cw_scratch_free(&scratch);
        cw_reader_close(&reader);
        cw_buffer_free(&got);
        close(f.fd);
}

Test(arrow_dictionary, labels_in_order)
{
        struct aw w = {.version = 0};
        aw_schema(&w, &encoded, 1, NULL);
        add_dictionary(&w, false, "ab");
        add_indices(&w, "0110", 8);
        aw_end(&w);
        expect_order(&w, "a | b | b | a | ");
        cw_buffer_free(&w.out);

        static const struct aw_field leaf = {.name = "item", .type = AW_INT, .bits = 8};
        static const struct aw_field list = {.name = "tags", .type = AW_LIST, .children = &leaf, .n_children = 1};
        const int32_t offsets[] = {0, 2, 3, 3, 5};
        const int8_t ids[] = {1, -100, 9, 3, 4};
        const uint8_t rows_valid = 0xD, items_valid = 0xF;
        const struct aw_node nodes[] = {{4, 1}, {5, 1}};
        struct aw lists = {.version = 0};
        aw_schema(&lists, &list, 1, NULL);
        aw_add(&lists, &rows_valid, 1);
        aw_add(&lists, offsets, sizeof(offsets));
        aw_add(&lists, &items_valid, 1);
        aw_add(&lists, ids, sizeof(ids));
        aw_record_batch(&lists, 4, nodes, 2);
        aw_end(&lists);
        expect_order(&lists, "1 -100 | | 3 | ");
        cw_buffer_free(&lists.out);
}
