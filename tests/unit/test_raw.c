/* SPDX-License-Identifier: MIT */
/*
 * Bare integers, whose type the user names.
 */
#include "numpy_fixture.h"

#include "formats/numpy/dtype.h"

TestSuite(raw, .init = spine_enter, .fini = spine_leave);

static struct cw_read_options
raw_options(const char *dtype)
{
        struct cw_read_options o = numpy_options();
        o.format = CW_FORMAT_RAW;
        o.dtype = dtype;
        return o;
}

Test(raw, types_as_the_user_names_them)
{
        static const struct {
                const char *text;
                size_t nbytes;
                enum cw_width width;
                bool swapped;
        } good[] = {
                {"i8", 1, CW_I8, false},      {"u8", 1, CW_U8, false},   {"i16", 2, CW_I16, false},
                {"u16", 2, CW_U16, false},    {"i32", 4, CW_I32, false}, {"u32", 4, CW_U32, false},
                {"i64", 8, CW_I64, false},    {"u64", 8, CW_I64, false}, {"int8", 1, CW_I8, false},
                {"uint32", 4, CW_U32, false}, {"<i4", 4, CW_I32, false}, {">i4", 4, CW_I32, true},
                {"|u1", 1, CW_U8, false},     {">u2", 2, CW_U16, true},  {"<i8", 8, CW_I64, false},
                {">i1", 1, CW_I8, false},
        };
        static const char *const bad[] = {"",    "i",   "i4",  "u1",  "8",    "i128", "i8 ",  "<i16", "<",
                                          "f32", "<f4", "I32", ">u3", "int4", "uint", "<int", "long", ">b1"};
        struct cw_dtype d;
        struct cw_error err;
        for (size_t i = 0; i < CW_ARRAY_LEN(good); i++) {
                cr_assert_eq(cw_dtype_from_user(good[i].text, &d, &err), CW_OK, "%s", good[i].text);
                cr_expect(d.nbytes == good[i].nbytes && d.width == good[i].width && d.swapped == good[i].swapped, "%s",
                          good[i].text);
        }
        for (size_t i = 0; i < CW_ARRAY_LEN(bad); i++)
                cr_expect_eq(cw_dtype_from_user(bad[i], &d, &err), CW_E_USAGE, "%s", bad[i]);
}

Test(raw, counted_plain_and_compressed)
{
        enum { N = 700001 };
        uint8_t *values = malloc(2 * N);
        uint64_t n_ones = 0;
        char want[100];
        for (size_t i = 0; i < N; i++) {
                values[2 * i] = 0;
                values[2 * i + 1] = (uint8_t)(i % 7 == 0);
                n_ones += i % 7 == 0;
        }
        struct cw_read_options o = raw_options(">u2");
        snprintf(want, sizeof(want), "0:%llu 1:%llu, 1 sequences", (unsigned long long)(N - n_ones),
                 (unsigned long long)n_ones);
        spine_put("a.bin", values, 2 * N);
        spine_put_gzip("a.gz", (const char *)values, 2 * N);
        spine_put_zstd("a.zst", (const char *)values, 2 * N, (struct spine_frames){0});
        expect_count("a.bin", &o, want);
        expect_count("a.gz", &o, want);
        expect_count("a.zst", &o, want);
        o = raw_options("i16");
        snprintf(want, sizeof(want), "0:%llu 256:%llu, 1 sequences", (unsigned long long)(N - n_ones),
                 (unsigned long long)n_ones);
        expect_count("a.bin", &o, want);
        free(values);
}

Test(raw, order_and_nothing_at_all)
{
        const struct cw_read_options o = raw_options("i8");
        spine_puts("a.bin", "\1\2\3");
        expect_order("a.bin", &o, "1 2 3|");
        spine_put_gzip("a.gz", "\1\2\3", 3);
        expect_order("a.gz", &o, "1 2 3|");
        spine_puts("a.bin", "");
        cr_expect_not_null(strstr(numpy_count("a.bin", &o), ", 0 sequences"));
}

Test(raw, what_does_not_fit)
{
        struct cw_read_options o = raw_options(NULL);
        spine_puts("a.bin", "1234567");
        expect_refused("a.bin", &o, CW_E_USAGE, "name it with --dtype");
        o = raw_options("x9");
        expect_refused("a.bin", &o, CW_E_USAGE, "found 'x9'");
        o = raw_options("u32");
        expect_refused("a.bin", &o, CW_E_TRUNCATED, "expected values of 4 bytes each, found 7 bytes");
        spine_put_gzip("a.gz", "1234567", 7);
        expect_refused("a.gz", &o, CW_E_TRUNCATED, "found 3 bytes at the end");
        o = raw_options("u8");
        o.labels_path = "labels.txt";
        o.unknown = CW_UNKNOWN_ERROR;
        spine_puts("labels.txt", "O\nB-X\n");
        spine_put("a.bin", "\0\1\0\2", 4);
        expect_refused("a.bin", &o, CW_E_DATA, "a.bin: label 4: label id 2 is not in the label map");
        /* Never guessed. */
        o = numpy_options();
        o.dtype = "u8";
        expect_refused("a.bin", &o, CW_E_UNSUPPORTED, "--format");
}
