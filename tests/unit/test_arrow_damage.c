/* SPDX-License-Identifier: MIT */
/*
 * Arrow files that are cut off, damaged, or use what is not read here: the verdict, and that it names the place.
 */
#include "arrow_rig.h"

#include "base/memory.h"
#include "formats/arrow/flatbuffer.h"

static const uint8_t none[1];
static const struct aw_field leaf = {.name = "item", .type = AW_INT, .bits = 8};
static const struct aw_field list = {.name = "tags", .type = AW_LIST, .children = &leaf, .n_children = 1};

/* A row of two labels a batch. */
static void
add_batch(struct aw *w, int32_t first, int32_t last, int64_t n_items)
{
        const int32_t offsets[] = {first, last};
        const int8_t ids[8] = {1, 2, 1, 2, 1, 2, 1, 2};
        const struct aw_node nodes[] = {{1, 0}, {n_items, 0}};
        aw_add(w, none, 0);
        aw_add(w, offsets, sizeof(offsets));
        aw_add(w, none, 0);
        aw_add(w, ids, 2);
        aw_record_batch(w, 1, nodes, 2);
}

static void
write_sound(struct aw *w)
{
        aw_schema(w, &list, 1, NULL);
        for (int i = 0; i < 2; i++)
                add_batch(w, 0, 2, 2);
        aw_end(w);
}

/* Between two messages the end is an end; everywhere else it is a cut, and says where. */
Test(arrow_damage, a_stream_cut_anywhere)
{
        struct aw w = {.version = 0};
        write_sound(&w);
        struct cw_read_options options = rig_options("tags");
        options.format = CW_FORMAT_ARROW; /* a stump cannot be told by its content */
        size_t n_whole = 0;
        for (size_t n = 1; n < w.out.n; n++) {
                char got[256];
                snprintf(got, sizeof(got), "%s", rig_count_with(w.out.data, n, n % 2, &options));
                bool at_border = false;
                for (size_t i = 0; i < w.n_records; i++)
                        at_border |= n == (size_t)w.records[i].offset;
                at_border |= n + 8 == w.out.n;
                if (at_border) {
                        n_whole++;
                        cr_expect_eq((size_t)atoi(strstr(got, "seq=") == NULL ? "0123456789" : strstr(got, "seq=") + 4),
                                     n_whole - 1, "%zu: %s", n, got);
                } else {
                        cr_expect_eq(atoi(got), (int)CW_E_TRUNCATED, "%zu: %s", n, got);
                        cr_expect_not_null(strstr(got, "at byte"), "%zu: %s", n, got);
                }
        }
        cr_expect_eq(n_whole, 3);
        cw_buffer_free(&w.out);
}

Test(arrow_damage, a_file_cut_anywhere)
{
        struct aw w = {.file = true};
        write_sound(&w);
        const struct cw_read_options options = rig_options("tags");
        for (size_t n = 6; n < w.out.n; n++) {
                const char *got = rig_count_with(w.out.data, n, n % 2, &options);
                cr_expect_eq(atoi(got), (int)CW_E_TRUNCATED, "%zu: %s", n, got);
        }
        cw_buffer_free(&w.out);
}

/* Any one byte other than it was: exit code 3 or counts, and nothing worse. */
Test(arrow_damage, every_byte_flipped)
{
        for (int file = 0; file < 2; file++) {
                struct aw w = {.file = file != 0, .compression = AW_LZ4};
                write_sound(&w);
                const struct cw_read_options options = rig_options("tags");
                for (size_t i = 0; i < w.out.n; i++) {
                        for (unsigned bit = 0; bit < 8; bit += 7) {
                                w.out.data[i] = (char)(w.out.data[i] ^ 1 << bit);
                                const char *got = rig_count_with(w.out.data, w.out.n, false, &options);
                                cr_expect(strstr(got, "seq=") != NULL || cw_exit_code((cw_status)atoi(got)) == 3,
                                          "%zu: %s", i, got);
                                w.out.data[i] = (char)(w.out.data[i] ^ 1 << bit);
                        }
                }
                cw_buffer_free(&w.out);
        }
}

Test(arrow_damage, offsets_that_lead_out)
{
        static const struct {
                int32_t first, last;
                int64_t n_items;
        } cases[] = {{0, 3, 2}, {2, 0, 2}, {-1, 2, 2}, {0, 2, 1}, {0, INT32_MIN, 2}, {0, 2, -1}, {0, 3, INT64_MAX}};
        for (size_t i = 0; i < CW_ARRAY_LEN(cases); i++) {
                struct aw w = {.version = 0};
                aw_schema(&w, &list, 1, NULL);
                add_batch(&w, 0, 2, 2);
                add_batch(&w, cases[i].first, cases[i].last, cases[i].n_items);
                aw_end(&w);
                rig_expect_error(&w, NULL, CW_E_CORRUPT, "record batch 1 at byte");
                cw_buffer_free(&w.out);
        }
}

Test(arrow_damage, other_numbers_of_nodes_and_buffers_than_the_schema_has)
{
        const int8_t ids[2] = {1, 2};
        const struct aw_node nodes[] = {{2, 0}, {2, 0}};
        for (size_t n_nodes = 0; n_nodes <= 2; n_nodes++) {
                for (size_t n_buffers = 0; n_buffers <= 3; n_buffers++) {
                        struct aw w = {.version = 0};
                        if (n_nodes == 1 && n_buffers == 2)
                                continue;
                        aw_schema(&w, &leaf, 1, NULL);
                        for (size_t i = 0; i < n_buffers; i++)
                                aw_add(&w, ids, i == 0 ? 0 : sizeof(ids));
                        aw_record_batch(&w, 2, nodes, n_nodes);
                        aw_end(&w);
                        rig_expect_error(&w, "item", CW_E_CORRUPT, "expected");
                        cw_buffer_free(&w.out);
                }
        }
}

Test(arrow_damage, a_buffer_that_says_it_is_huge_when_decompressed)
{
        struct aw w = {.compression = AW_ZSTD};
        aw_schema(&w, &list, 1, NULL);
        add_batch(&w, 0, 2, 2);
        aw_end(&w);
        for (size_t i = 0; i + 8 < w.out.n; i++) {
                if (cw_load_le((const uint8_t *)w.out.data + i, 8) == 8 && (uint8_t)w.out.data[i + 8] == 0x28)
                        cw_store_le((uint8_t *)w.out.data + i, UINT64_C(1) << 40, 8);
        }
        rig_expect_error(&w, NULL, CW_E_LIMIT, "--max-memory");
        cw_buffer_free(&w.out);
}

/* ---- refused by name ------------------------------------------------------------------------------------------ */

Test(arrow_damage, what_is_not_read_is_refused_by_name)
{
        struct aw big = {.big_endian = true};
        write_sound(&big);
        rig_expect_error(&big, NULL, CW_E_UNSUPPORTED, "big-endian");
        struct aw late = {.version = 6};
        write_sound(&late);
        rig_expect_error(&late, NULL, CW_E_UNSUPPORTED, "version 6");
        const struct aw_field views = {.name = "tags", .type = AW_LIST_VIEW, .children = &leaf, .n_children = 1};
        struct aw view = {.version = 0};
        aw_schema(&view, &views, 1, NULL);
        aw_end(&view);
        rig_expect_error(&view, "tags", CW_E_DATA, "column 'tags' is of type list_view<int8>");
        const struct aw_field twice[] = {leaf, leaf};
        struct aw two = {.version = 0};
        aw_schema(&two, twice, 2, NULL);
        aw_end(&two);
        rig_expect_error(&two, "item", CW_E_DATA, "two columns 'item'");
        cw_buffer_free(&big.out);
        cw_buffer_free(&late.out);
        cw_buffer_free(&view.out);
        cw_buffer_free(&two.out);
        const struct cw_read_options options = rig_options(NULL);
        const char *got = rig_count_with("FEA1 and more of it", 19, false, &options);
        cr_expect(strstr(got, "Feather version 1") != NULL, "%s", got);
        struct aw w = {.version = 0};
        char packed[4096];
        write_sound(&w);
        const size_t n = ZSTD_compress(packed, sizeof(packed), w.out.data, w.out.n, 1);
        got = rig_count_with(packed, n, false, &options);
        cr_expect(strstr(got, "compressed as a whole") != NULL, "%s", got);
        cw_buffer_free(&w.out);
}

Test(arrow_damage, what_follows_the_end)
{
        struct aw w = {.version = 0};
        write_sound(&w);
        aw_le(&w.out, 0, 8);
        rig_expect(&w, NULL, "1=2 2=2 seq=2");
        cw_buffer_putc(&w.out, 'x');
        rig_expect_error(&w, NULL, CW_E_CORRUPT, "bytes follow the end of the stream");
        cw_buffer_free(&w.out);
        struct aw joined = {.no_end = true};
        write_sound(&joined);
        write_sound(&joined);
        rig_expect_error(&joined, NULL, CW_E_CORRUPT, "a second schema");
        cw_buffer_free(&joined.out);
}

/* ---- memory --------------------------------------------------------------------------------------------------- */

/* Every allocation fails in turn: a failure each time, and a leak is the sanitizer's to find. */
Test(arrow_damage, out_of_memory_anywhere)
{
        const struct aw_field encoded = {.name = "label", .type = AW_UTF8, .dictionary = 1, .index_bits = 8};
        const int32_t offsets[] = {0, 1, 2};
        const struct aw_node node = {2, 0};
        for (int as_pipe = 0; as_pipe < 2; as_pipe++) {
                struct aw w = {.compression = AW_ZSTD};
                struct cw_read_options options = rig_options(NULL);
                const char *got = "";
                options.n_threads = 1;
                aw_schema(&w, &encoded, 1, NULL);
                aw_add(&w, none, 0);
                aw_add(&w, offsets, sizeof(offsets));
                aw_add(&w, "ab", 2);
                aw_dictionary_batch(&w, 1, false, 2, &node, 1);
                aw_add(&w, none, 0);
                aw_add(&w, "\0\1", 2);
                aw_record_batch(&w, 2, &node, 1);
                aw_end(&w);
                long n = 1;
                for (; n < 1000 && strstr(got, "seq=") == NULL; n++) {
                        cw_memory_fail_at(n);
                        got = rig_count_with(w.out.data, w.out.n, as_pipe, &options);
                        cw_memory_fail_at(0);
                        cr_expect(strstr(got, "seq=") != NULL || atoi(got) == (int)CW_E_MEMORY, "%ld: %s", n, got);
                }
                cr_expect(n > 20 && n < 1000, "%ld", n);
                cr_expect_str_eq(got, "a=1 b=1 seq=2");
                cw_buffer_free(&w.out);
        }
}

/* ---- flatbuffers ---------------------------------------------------------------------------------------------- */

/*   0  8 -> table   4  vtable: 6 bytes, table 8 bytes, field 0 at 4   10  -     12  table: 8 back   16  field 0  */
Test(arrow_damage, flatbuffers_that_lead_out)
{
        static const uint8_t sound[] = {12, 0, 0, 0, 6, 0, 8, 0, 4, 0, 0,   0,   8, 0,
                                        0,  0, 4, 0, 0, 0, 2, 0, 0, 0, 'h', 'i', 0};
        for (size_t n = 0; n <= sizeof(sound); n++) {
                uint8_t *exact = malloc(n + 1);
                memcpy(exact, sound, n);
                struct cw_flatbuffer fb = {.data = exact, .nbytes = n};
                const struct cw_fb_table root = cw_fb_root(&fb);
                size_t nbytes = 0;
                const char *text = cw_fb_string(&fb, &root, 0, &nbytes);
                cr_expect_eq(text != NULL, n == sizeof(sound), "%zu", n);
                cr_expect_eq(fb.bad, n < sizeof(sound), "%zu", n);
                cr_expect_eq(cw_fb_uint(&fb, &root, 5, 8, 77), 77, "a field that is not there");
                free(exact);
        }
}

/* As above, but of the field eight bytes are asked for: the table may be larger than its vtable says, where it shares that
 * with a smaller one, as Go's and Python's writers have it. */
Test(arrow_damage, tables_that_share_a_vtable)
{
        static const uint8_t shared[] = {12, 0, 0, 0, 6, 0, 8, 0, 4, 0, 0, 0, 8, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};
        for (size_t n = sizeof(shared) - 1; n <= sizeof(shared); n++) {
                struct cw_flatbuffer fb = {.data = shared, .nbytes = n};
                const struct cw_fb_table root = cw_fb_root(&fb);
                const bool whole = n == sizeof(shared);
                cr_expect_eq(cw_fb_uint(&fb, &root, 0, 8, 77), whole ? 0x0807060504030201U : 77U, "%zu", n);
                cr_expect_eq(fb.bad, !whole, "%zu", n);
        }
}
