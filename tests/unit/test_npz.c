/* SPDX-License-Identifier: MIT */
/*
 * .npz files: stored and deflated, 32 and 64 bits, which array is chosen, checksums, and damage at every byte.
 */
#include "numpy_fixture.h"

TestSuite(npz, .init = spine_enter, .fini = spine_leave);

static struct cw_buffer
labels(void)
{
        return npy_make("<i2", false, "(2, 3)", "\0\0\1\0\1\0\2\0\0\0\0\0", 12);
}

static struct cw_buffer
other(void)
{
        return npy_make("|i1", false, "(3,)", "\7\7\7", 3);
}

static struct cw_buffer
scores(void)
{
        return npy_make("<f4", false, "(1,)", "1234", 4);
}

#define LABELS "0:3 1:2 2:1, 2 sequences"

Test(npz, stored_and_deflated_of_32_and_64_bits)
{
        struct cw_read_options o = numpy_options();
        for (int way = 0; way < 4; way++) {
                struct zip_maker z = {.zip64 = way >= 2};
                zip_add_npy(&z, "scores.npy", scores(), way % 2 == 1);
                zip_add_npy(&z, "labels.npy", labels(), way % 2 == 1);
                zip_add_npy(&z, "other.npy", other(), way % 2 == 1);
                zip_put("a.npz", &z, way == 1 ? "a comment with PK\5\6 in it" : "");
                o.column = NULL;
                expect_count("a.npz", &o, LABELS);
                expect_order("a.npz", &o, "0 1 1|2 0 0|");
                o.column = "other";
                expect_count("a.npz", &o, "7:3, 1 sequences");
                expect_order("a.npz", &o, "7 7 7|");
        }
}

Test(npz, the_array_is_chosen_as_a_column_is)
{
        struct cw_read_options o = numpy_options();
        struct zip_maker z = {.n = 0};
        zip_add_npy(&z, "arr_0.npy", labels(), false);
        zip_put("a.npz", &z, "");
        expect_count("a.npz", &o, LABELS);
        zip_add_npy(&z, "scores.npy", scores(), true);
        zip_add_npy(&z, "x.npy", labels(), true);
        zip_put("a.npz", &z, "");
        expect_count("a.npz", &o, LABELS);
        zip_add_npy(&z, "x.npy", labels(), false);
        zip_add_npy(&z, "y.npy", other(), false);
        zip_put("a.npz", &z, "");
        expect_refused("a.npz", &o, CW_E_DATA, "columns 'x' and 'y' may both hold the labels; choose with --column");
        o.column = "z";
        expect_refused("a.npz", &o, CW_E_DATA, "there is no column 'z'; the columns are: x, y");
        zip_add_npy(&z, "scores.npy", scores(), false);
        zip_put("a.npz", &z, "");
        o.column = NULL;
        expect_refused("a.npz", &o, CW_E_UNSUPPORTED, "floating-point");
        o.column = "scores";
        expect_refused("a.npz", &o, CW_E_UNSUPPORTED, "floating-point");
        zip_add_npy(&z, "x.npy", labels(), false);
        zip_add_npy(&z, "x.npy", other(), false);
        zip_put("a.npz", &z, "");
        o.column = "x";
        expect_refused("a.npz", &o, CW_E_CORRUPT, "two arrays are called 'x'");
        zip_put("a.npz", &z, "");
        o.column = NULL;
        expect_refused("a.npz", &o, CW_E_DATA, "no NumPy arrays");
}

Test(npz, checksums)
{
        const struct cw_read_options o = numpy_options();
        for (int deflated = 0; deflated < 2; deflated++) {
                struct zip_maker z = {.crc = 0x12345678};
                zip_add_npy(&z, "labels.npy", labels(), deflated);
                zip_put("a.npz", &z, "");
                expect_refused("a.npz", &o, CW_E_CORRUPT, "checksum differs: expected 12345678, found ");
        }
}

Test(npz, what_is_refused_by_name)
{
        const struct cw_read_options o = numpy_options();
        struct zip_maker z = {.flags = 1};
        zip_add_npy(&z, "labels.npy", labels(), false);
        zip_put("a.npz", &z, "");
        expect_refused("a.npz", &o, CW_E_UNSUPPORTED, "member 'labels.npy' is encrypted");
        z.method = 12;
        zip_add_npy(&z, "labels.npy", labels(), false);
        zip_put("a.npz", &z, "");
        expect_refused("a.npz", &o, CW_E_UNSUPPORTED, "bzip2 (method 12)");
        zip_add_npy(&z, "labels.npy", labels(), false);
        spine_put_gzip("a.npz.gz", z.file.data, z.file.n);
        zip_put("a.npz", &z, "");
        expect_refused("a.npz.gz", &o, CW_E_UNSUPPORTED, "give it as a plain file");
}

/* Every byte flipped, every length: an error or, where the byte has no meaning, the right counts. */
Test(npz, damage_at_every_byte)
{
        const struct cw_read_options o = numpy_options();
        for (int way = 0; way < 3; way++) {
                struct zip_maker z = {.zip64 = way == 2};
                zip_add_npy(&z, "labels.npy", labels(), way == 1);
                zip_put("a.npz", &z, "");
                size_t n;
                char *data = spine_get("a.npz", &n);
                for (size_t i = 0; i < n; i++) {
                        data[i] ^= 0x41;
                        spine_put("b.npz", data, n);
                        data[i] ^= 0x41;
                        const char *out = numpy_count("b.npz", &o);
                        cr_expect(strcmp(out, LABELS) == 0 || (out[0] >= '2' && out[0] <= '6' && out[1] == ':'),
                                  "byte %zu: %s", i, out);
                        spine_put("b.npz", data, i);
                        out = numpy_count("b.npz", &o);
                        cr_expect(i == 0 || (out[0] >= '2' && out[0] <= '6' && out[1] == ':'), "cut at %zu: %s", i,
                                  out);
                }
                free(data);
        }
}

Test(npz, every_allocation_may_fail)
{
        const struct cw_read_options o = numpy_options();
        struct zip_maker z = {.n = 0};
        const char *path = "a.npz";
        cw_status status = CW_E_MEMORY;
        zip_add_npy(&z, "scores.npy", scores(), true);
        zip_add_npy(&z, "x.npy", labels(), true);
        zip_put(path, &z, "");
        for (long n = 1; status != CW_OK; n++) {
                cw_counts *counts = NULL;
                struct cw_error err;
                cr_assert_lt(n, 2000);
                cw_memory_fail_at(n);
                status = cw_count(&path, 1, &o, &counts, &err);
                cw_memory_fail_at(0);
                cr_assert(status == CW_OK || status == CW_E_MEMORY, "%ld: %s", n, err.message);
                cw_counts_free(&counts);
        }
}
