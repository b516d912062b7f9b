/* SPDX-License-Identifier: MIT */
/*
 * .npy files: types, byte orders, shapes, layouts, damage, and the real ones with their truth.
 */
#include "numpy_fixture.h"

#include "formats/format.h"
#include "formats/numpy/npy_header.h"

#include <fcntl.h>
#include <jansson.h>
#include <limits.h>

TestSuite(npy, .init = spine_enter, .fini = spine_leave);

Test(npy, every_type_and_byte_order)
{
        static const int64_t ids[] = {0, 1, 1, 5, 5, 5};
        static const char *const types[] = {"|i1", "|u1", "|b1", "<i2", "<u2", "<i4", "<u4", "<i8",
                                            "<u8", ">i2", ">u2", ">i4", ">u4", ">i8", ">u8", "=i4"};
        const struct cw_read_options o = numpy_options();
        for (size_t t = 0; t < CW_ARRAY_LEN(types); t++) {
                uint8_t values[48];
                const size_t w = (size_t)(types[t][2] - '0');
                for (size_t i = 0; i < 6; i++) {
                        for (size_t b = 0; b < w; b++)
                                values[i * w + (types[t][0] == '>' ? w - 1 - b : b)] =
                                        (uint8_t)((uint64_t)ids[i] >> (8 * b));
                }
                npy_put("a.npy", types[t], false, "(6,)", values, 6 * w);
                expect_count("a.npy", &o, "0:1 1:2 5:3, 1 sequences");
                expect_order("a.npy", &o, "0 1 1 5 5 5|");
                npy_put("a.npy", types[t], false, "(2, 3)", values, 6 * w);
                expect_count("a.npy", &o, "0:1 1:2 5:3, 2 sequences");
                expect_order("a.npy", &o, "0 1 1|5 5 5|");
                npy_put("a.npy", types[t], true, "(2, 3)", values, 6 * w);
                expect_count("a.npy", &o, "0:1 1:2 5:3, 2 sequences");
                expect_order("a.npy", &o, "0 1 5|1 5 5|");
        }
}

Test(npy, ends_of_ranges)
{
        struct cw_read_options o = numpy_options();
        npy_put("a.npy", "|u1", false, "(2,)", "\xFF\x80", 2);
        expect_count("a.npy", &o, "128:1 255:1, 1 sequences");
        npy_put("a.npy", "|i1", false, "(2,)", "\x9C\x80", 2);
        expect_count("a.npy", &o, "-128:1 -100:1, 1 sequences");
        npy_put("a.npy", ">u2", false, "(2,)", "\xFF\xFF\x80\x00", 4);
        expect_count("a.npy", &o, "32768:1 65535:1, 1 sequences");
        npy_put("a.npy", "<u4", false, "(1,)", "\xFF\xFF\xFF\xFF", 4);
        expect_count("a.npy", &o, "4294967295:1, 1 sequences");
        npy_put("a.npy", "<u8", false, "(2, 1)", "\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x80", 16);
        expect_refused("a.npy", &o, CW_E_DATA,
                       "a.npy: row 2: expected label ids below 2^63, found 9223372036854775808");
        npy_put("a.npy", ">u8", false, "(2,)", "\1\0\0\0\0\0\0\0\x80\0\0\0\0\0\0\0", 16);
        expect_refused("a.npy", &o, CW_E_DATA, "a.npy: label 2: expected");
}

Test(npy, shapes)
{
        const struct cw_read_options o = numpy_options();
        int8_t values[24];
        for (int i = 0; i < 24; i++)
                values[i] = (int8_t)i;
        npy_put("a.npy", "|i1", false, "()", "\7", 1);
        expect_count("a.npy", &o, "7:1, 1 sequences");
        expect_order("a.npy", &o, "7|");
        npy_put("a.npy", "|i1", false, "(0,)", "", 0);
        cr_expect_not_null(strstr(numpy_count("a.npy", &o), ", 0 sequences"));
        npy_put("a.npy", "|i1", false, "(3, 0)", "", 0);
        cr_expect_not_null(strstr(numpy_count("a.npy", &o), ", 0 sequences"));
        npy_put("a.npy", "|i1", false, "(2, 3, 4)", values, 24);
        expect_order("a.npy", &o, "0 1 2 3|4 5 6 7|8 9 10 11|12 13 14 15|16 17 18 19|20 21 22 23|");
        /* Value (i, j, k) lies at i + 2j + 6k. */
        npy_put("a.npy", "|i1", true, "(2, 3, 4)", values, 24);
        expect_order("a.npy", &o, "0 6 12 18|2 8 14 20|4 10 16 22|1 7 13 19|3 9 15 21|5 11 17 23|");
        npy_put("a.npy", "|i1", true, "(4, 1)", values, 4);
        expect_order("a.npy", &o, "0|1|2|3|");
        npy_put("a.npy", "|i1", true, "(1, 4)", values, 4);
        expect_order("a.npy", &o, "0 1 2 3|");
}

/* Several blocks, whose values differ, in every way that they can be read. */
Test(npy, blocks_pipes_and_compressed_files)
{
        enum { ROWS = 3000, LEN = 257 };
        struct cw_read_options o = numpy_options();
        int32_t *values = malloc(ROWS * LEN * sizeof(*values));
        uint64_t counts[50] = {0};
        char want[2000];
        size_t n = 0;
        for (size_t i = 0; i < (size_t)ROWS * LEN; i++)
                counts[values[i] = (int32_t)(i * i % 50)]++;
        for (int id = 0; id < 50; id++) {
                if (counts[id] > 0)
                        n += (size_t)snprintf(want + n, sizeof(want) - n, "%s%d:%llu", n == 0 ? "" : " ", id,
                                              (unsigned long long)counts[id]);
        }
        snprintf(want + n, sizeof(want) - n, ", %d sequences", (int)ROWS);
        struct cw_buffer b = npy_make("<i4", false, "(3000, 257)", values, (size_t)ROWS * LEN * sizeof(*values));
        free(values);
        spine_put("a.npy", b.data, b.n);
        spine_put_gzip("a.npy.gz", b.data, b.n);
        spine_put_zstd("a.npy.zst", b.data, b.n, (struct spine_frames){.nbytes = 100000});
        for (o.n_threads = 1; o.n_threads <= 4; o.n_threads += 3) {
                expect_count("a.npy", &o, want);
                expect_count("a.npy.gz", &o, want);
                expect_count("a.npy.zst", &o, want);
        }
        /* Cut off, and longer. */
        spine_put_zstd("a.npy.zst", b.data, b.n - 3, (struct spine_frames){0});
        expect_refused("a.npy.zst", &o, CW_E_TRUNCATED, "found 770999; the file is cut off");
        cw_buffer_putc(&b, 'x');
        spine_put_zstd("a.npy.zst", b.data, b.n, (struct spine_frames){0});
        expect_refused("a.npy.zst", &o, CW_E_CORRUPT, "found more bytes");
        cw_buffer_free(&b);
}

Test(npy, standard_input)
{
        const struct cw_read_options o = numpy_options();
        npy_put("a.npy", "<i2", false, "(2, 2)", "\1\0\2\0\1\0\3\0", 8);
        int ends[2];
        size_t n;
        char *data = spine_get("a.npy", &n);
        cr_assert_eq(pipe(ends), 0);
        cr_assert_eq(write(ends[1], data, n), (ssize_t)n);
        close(ends[1]);
        cr_assert_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
        expect_count("-", &o, "1:2 2:1 3:1, 2 sequences");
        free(data);
}

Test(npy, fortran_order_cannot_be_taken_in_order_from_a_stream)
{
        const struct cw_read_options o = numpy_options();
        struct cw_buffer b = npy_make("|i1", true, "(2, 2)", "\0\1\0\2", 4);
        spine_put_gzip("a.npy.gz", b.data, b.n);
        cw_buffer_free(&b);
        expect_count("a.npy.gz", &o, "0:2 1:1 2:1, 2 sequences");
        cr_expect_not_null(strstr(numpy_order("a.npy.gz", &o), "Fortran order"));
}

Test(npy, place_of_an_unknown_label)
{
        struct cw_read_options o = numpy_options();
        int16_t *values = calloc(2000000, sizeof(*values));
        o.labels_path = "labels.txt";
        o.unknown = CW_UNKNOWN_ERROR;
        spine_puts("labels.txt", "O\nB-X\n");
        values[1999990] = 2;
        values[1234567] = 2;
        npy_put("a.npy", "<i2", false, "(2000, 1000)", values, 4000000);
        expect_refused("a.npy", &o, CW_E_DATA,
                       "a.npy: row 1235: position 568: label id 2 is not in the label map; 2 tok");
        npy_put("a.npy", "<i2", true, "(2000, 1000)", values, 4000000);
        expect_refused("a.npy", &o, CW_E_DATA, "a.npy: row 568: position 618: label id 2 ");
        npy_put("a.npy", "<i2", false, "(2000000,)", values, 4000000);
        expect_refused("a.npy", &o, CW_E_DATA, "a.npy: label 1234568: label id 2 is not");
        free(values);
}

Test(npy, what_is_refused_by_name)
{
        static const struct {
                const char *descr, *part;
        } cases[] = {{"<f4", "floating-point"}, {"<c16", "complex"}, {"|O", "pickle"},   {"<U5", "strings"},
                     {"|S5", "byte strings"},   {"<M8[D]", "dates"}, {"|V8", "records"}, {"<m8[s]", "time spans"}};
        const struct cw_read_options o = numpy_options();
        for (size_t i = 0; i < CW_ARRAY_LEN(cases); i++) {
                npy_put("a.npy", cases[i].descr, false, "(1,)", "12345678", 8);
                expect_refused("a.npy", &o, CW_E_UNSUPPORTED, cases[i].part);
        }
        struct cw_buffer b = {0};
        npy_add_header(&b, 1, "{'descr': [('label', '<i4')], 'fortran_order': False, 'shape': (1,)}");
        spine_put("a.npy", b.data, b.n);
        cw_buffer_free(&b);
        expect_refused("a.npy", &o, CW_E_UNSUPPORTED, "structured");
}

Test(npy, sizes_that_do_not_fit)
{
        const struct cw_read_options o = numpy_options();
        npy_put("a.npy", "<i4", false, "(3,)", "12345678901", 11);
        expect_refused("a.npy", &o, CW_E_TRUNCATED, "expected 12 bytes of values after the header, found 11");
        npy_put("a.npy", "<i4", false, "(3,)", "1234567890123", 13);
        expect_refused("a.npy", &o, CW_E_CORRUPT, "found 13");
        npy_put("a.npy", "<i4", false, "(4611686018427387904, 2)", "1234", 4);
        expect_refused("a.npy", &o, CW_E_CORRUPT, "fewer than 2^60");
        npy_put("a.npy", "<i4", false, "(99999999999999999999,)", "1234", 4);
        expect_refused("a.npy", &o, CW_E_CORRUPT, "shape");
        /* Nothing is multiplied, whatever stands beside the 0. */
        npy_put("a.npy", "<i4", false, "(576460752303423488, 0, 576460752303423488)", "", 0);
        cr_expect_not_null(strstr(numpy_count("a.npy", &o), ", 0 sequences"));
        npy_put("a.npy", "<i4", false, "(1099511627776,)", "1234", 4);
        expect_refused("a.npy", &o, CW_E_TRUNCATED, "cut off");
}

/* ---- headers ------------------------------------------------------------------------------------------------- */

static cw_status
parse(int major, const char *dict, struct cw_npy_array *a)
{
        struct cw_buffer b = {0};
        npy_add_header(&b, major, dict);
        struct cw_error err;
        const cw_status status = cw_npy_header_parse((const uint8_t *)b.data, b.n, a, &err);
        for (size_t n = 0; n < b.n; n++) /* cut off anywhere */
                cr_assert_neq(cw_npy_header_parse((const uint8_t *)b.data, n, &(struct cw_npy_array){0}, &err), CW_OK);
        cw_buffer_free(&b);
        return status;
}

Test(npy, headers_of_every_version_and_spelling)
{
        static const char *const good[] = {
                "{'descr': '<i4', 'fortran_order': False, 'shape': (2, 3), }",
                "{'shape':(2,3),'descr':\"<i4\",'fortran_order':False}",
                "{ 'shape' : ( 2L , 3L , ) ,\n 'fortran_order' : False , 'descr' : '<i4' } ",
        };
        for (int major = 1; major <= 3; major++) {
                for (size_t i = 0; i < CW_ARRAY_LEN(good); i++) {
                        struct cw_npy_array a;
                        cr_assert_eq(parse(major, good[i], &a), CW_OK, "%s", good[i]);
                        cr_expect_eq(a.n_dims, 2);
                        cr_expect_eq(a.n_values, 6);
                        cr_expect_eq(a.row_len, 3);
                        cr_expect_eq(a.dtype.width, CW_I32);
                }
        }
        cr_expect_eq(parse(4, good[0], &(struct cw_npy_array){0}), CW_E_UNSUPPORTED);
}

Test(npy, headers_that_make_no_sense)
{
        static const char *const bad[] = {
                "",
                "{}",
                "{",
                "[1]",
                "{'descr': '<i4', 'fortran_order': False}",
                "{'descr': '<i4', 'fortran_order': 0, 'shape': (1,)}",
                "{'descr': '<i4', 'fortran_order': False, 'shape': 1}",
                "{'descr': '<i4', 'fortran_order': False, 'shape': (1)}",
                "{'descr': '<i4', 'fortran_order': False, 'shape': (-1,)}",
                "{'descr': '<i4', 'fortran_order': False, 'shape': (1,,)}",
                "{'descr': '<i4', 'fortran_order': False, 'shape': (,)}",
                "{'descr': '<i4', 'fortran_order': False, 'shape': (1,)} x",
                "{'descr': '<i4', 'fortran_order': False, 'shape': (1,), 'shape': (1,)}",
                "{'descr': '<i4', 'fortran_order': False, 'shape': (1,), 'more': '<i4'}",
                "{'descr': '<i4' 'fortran_order': False, 'shape': (1,)}",
                "{'descr': '<i3', 'fortran_order': False, 'shape': (1,)}",
                "{'descr': '<i16', 'fortran_order': False, 'shape': (1,)}",
                "{'descr': '<i', 'fortran_order': False, 'shape': (1,)}",
                "{'descr': '', 'fortran_order': False, 'shape': (1,)}",
                "{'descr': '|b2', 'fortran_order': False, 'shape': (1,)}",
                "{'descr': '\\x3ci4', 'fortran_order': False, 'shape': (1,)}",
                "{'descr': '<i4, 'fortran_order': False, 'shape': (1,)}",
                "{'descr': 3, 'fortran_order': False, 'shape': (1,)}",
        };
        for (size_t i = 0; i < CW_ARRAY_LEN(bad); i++)
                cr_expect_eq(parse(1, bad[i], &(struct cw_npy_array){0}), CW_E_CORRUPT, "%s", bad[i]);
        char dims[400] = "{'descr': '<i4', 'fortran_order': False, 'shape': (";
        for (int i = 0; i < 33; i++)
                strcat(dims, "1, ");
        strcat(dims, ")}");
        cr_expect_eq(parse(1, dims, &(struct cw_npy_array){0}), CW_E_CORRUPT);
}

/* ---- memory, and real files ------------------------------------------------------------------------------------ */

Test(npy, every_allocation_may_fail)
{
        const struct cw_read_options o = numpy_options();
        struct cw_buffer b = npy_make(">i2", false, "(2, 2)", "\0\1\0\2\0\1\0\3", 8);
        spine_put("a.npy", b.data, b.n);
        spine_put_gzip("a.npy.gz", b.data, b.n);
        cw_buffer_free(&b);
        const char *const paths[] = {"a.npy", "a.npy.gz"};
        for (size_t p = 0; p < 2; p++) {
                cw_status status = CW_E_MEMORY;
                for (long n = 1; status != CW_OK; n++) {
                        cw_counts *counts = NULL;
                        struct cw_error err;
                        cr_assert_lt(n, 2000);
                        cw_memory_fail_at(n);
                        status = cw_count(&paths[p], 1, &o, &counts, &err);
                        cw_memory_fail_at(0);
                        cr_assert(status == CW_OK || status == CW_E_MEMORY, "%ld: %s", n, err.message);
                        cw_counts_free(&counts);
                }
        }
}

static void
check_truth(const char *folder, const char *name, const json_t *truth, const struct cw_read_options *o)
{
        char path[PATH_MAX + 100];
        const char *key;
        json_t *value;
        snprintf(path, sizeof(path), "%s/npy-fixtures/%s", folder, name);
        const json_t *counts = json_object_get(truth, "counts");
        if (counts == NULL) {
                const char *out = numpy_count(path, o);
                cr_expect(out[0] >= '2' && out[0] <= '5' && out[1] == ':', "%s: not refused: %s", name, out);
                return;
        }
        cw_counts *c = NULL;
        struct cw_error err;
        const char *one = path;
        size_t n = 0;
        cr_assert_eq(cw_count(&one, 1, o, &c, &err), CW_OK, "%s", err.message);
        json_object_foreach((json_t *)(uintptr_t)counts, key, value)
        {
                const struct cw_label_count l =
                        n < cw_counts_n_labels(c) ? cw_counts_label(c, n) : (struct cw_label_count){.id = -1};
                cr_expect_eq(l.id, strtoll(key, NULL, 10), "%s", name);
                cr_expect_eq(l.tokens, (uint64_t)json_integer_value(value), "%s", name);
                n++;
        }
        cr_expect_eq(n, cw_counts_n_labels(c), "%s", name);
        cw_counts_free(&c);
}

Test(npy_truth, real_files)
{
        char folder[PATH_MAX], path[PATH_MAX + 40];
        const char *set = getenv("CW_SHARED_DATA"), *name;
        json_t *truth;
        if (realpath(set != NULL ? set : "../shared/data", folder) == NULL)
                cr_skip_test("no real data (CW_SHARED_DATA)");
        snprintf(path, sizeof(path), "%s/npy-fixtures/truth.json", folder);
        json_t *tree = json_load_file(path, 0, NULL);
        if (tree == NULL)
                cr_skip_test("no npy-fixtures there");
        const struct cw_read_options o = numpy_options();
        size_t n = 0;
        json_object_foreach(json_object_get(tree, "files"), name, truth)
        {
                if (strstr(name, ".txt") == NULL && ++n > 0)
                        check_truth(folder, name, truth, &o);
        }
        cr_expect_gt(n, 60);
        json_decref(tree);
}
