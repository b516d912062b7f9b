/* SPDX-License-Identifier: MIT */
/*
 * Unified diffs: known ones to the byte; and, for many pairs of texts, that patch(1) makes the second out of the first.
 */
#include "write/unified_diff.h"
#include "write_fixture.h"

TestSuite(unified_diff, .init = sample_folder_enter, .fini = sample_folder_remove);

static char *
diff_of(const char *before, const char *after, const char *path)
{
        struct cw_buffer out = {0};
        char *text;
        const struct cw_diff_text a = {before, strlen(before)}, b = {after, strlen(after)};
        cr_assert_eq(cw_unified_diff(a, b, path, false, &out, NULL), CW_OK);
        cr_assert_eq(cw_buffer_take(&out, &text, NULL, NULL), CW_OK);
        return text;
}

Test(unified_diff, known_ones)
{
        static const char *const cases[][3] = {
                {"a\nb\n", "a\nb\n", ""},
                {"", "a\nb\n", "@@ -0,0 +1,2 @@\n+a\n+b\n"},
                {"a\n", "", "@@ -1 +0,0 @@\n-a\n"},
                {"a\nb\nc\n", "a\nx\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n"},
                {"a", "a\n", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"},
                {"a\nb", "x\nb", "@@ -1,2 +1,2 @@\n-a\n+x\n b\n\\ No newline at end of file\n"},
                {"1\n2\n3\n4\n5\n6\n7\n8\n", "1\n2\n3\n4\nx\n5\n6\n7\n8\n",
                 "@@ -2,6 +2,7 @@\n 2\n 3\n 4\n+x\n 5\n 6\n 7\n"},
                /* six equal lines between: one hunk; seven: two */
                {"a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n",
                 "@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n"},
                {"a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n",
                 "@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n"},
        };
        for (size_t i = 0; i < CW_ARRAY_LEN(cases); i++) {
                char *text = diff_of(cases[i][0], cases[i][1], "f");
                const char *hunks = strstr(text, "@@");
                cr_expect_str_eq(hunks == NULL ? text : hunks, cases[i][2]);
                cw_free(text);
        }
}

Test(unified_diff, names)
{
        static const char *const cases[][2] = {
                {"c.toml", "--- a/c.toml\n+++ b/c.toml\n"},
                {"/etc/c.toml", "--- a/etc/c.toml\n+++ b/etc/c.toml\n"},
                {"my c.toml", "--- a/my c.toml\t\n+++ b/my c.toml\t\n"},
                {"a\nb\"", "--- \"a/a\\012b\\\"\"\n+++ \"b/a\\012b\\\"\"\n"},
        };
        for (size_t i = 0; i < CW_ARRAY_LEN(cases); i++) {
                char *text = diff_of("a", "b", cases[i][0]);
                cr_expect(strncmp(text, cases[i][1], strlen(cases[i][1])) == 0, "%s", text);
                cw_free(text);
        }
}

static uint32_t
next_random(uint32_t *state)
{
        *state = *state * 1664525 + 1013904223;
        return *state >> 16;
}

/* Lines from a small stock, so that many are equal; some ends are CRLF, the last may have none. */
static size_t
random_text(uint32_t *state, char *text)
{
        size_t n = 0;
        for (uint32_t lines = next_random(state) % 40; lines > 0; lines--) {
                const char *end = next_random(state) % 8 == 0 ? "\r\n" : "\n";
                n += (size_t)sprintf(text + n, "%u%s", next_random(state) % 12, end);
        }
        return n > 0 && next_random(state) % 2 == 0 ? n - 1 : n;
}

/* Changes a few lines only. */
static size_t
edit_text(uint32_t *state, const char *before, size_t nbytes, char *text)
{
        size_t n = 0;
        for (size_t i = 0; i < nbytes; i++) {
                if (next_random(state) % 30 == 0)
                        n += (size_t)sprintf(text + n, "new %u\n", next_random(state) % 4);
                if (next_random(state) % 30 != 0)
                        text[n++] = before[i];
        }
        return n;
}

Test(unified_diff, patch_applies_it)
{
        if (system("patch --version >/dev/null 2>&1") != 0)
                cr_skip_test("patch is not installed");
        uint32_t state = 7;
        char before[4096], after[8192];
        for (int i = 0; i < 150; i++) {
                const size_t n_before = random_text(&state, before);
                const size_t n_after =
                        i % 2 == 0 ? random_text(&state, after) : edit_text(&state, before, n_before, after);
                struct cw_buffer out = {0};
                cr_assert_eq(cw_unified_diff((struct cw_diff_text){before, n_before},
                                             (struct cw_diff_text){after, n_after}, "my f", false, &out, NULL),
                             CW_OK);
                put_file("my f", before, n_before);
                put_file("p", out.n == 0 ? "" : out.data, out.n);
                cr_assert(out.n == 0 || system("patch -s --fuzz=0 -p1 <p >log 2>&1") == 0, "pair %d", i);
                size_t n = 0;
                char *got = n_after == 0 && access("my f", F_OK) != 0 ? strdup("") : get_file("my f", &n);
                cr_assert(n == n_after && memcmp(got, after, n) == 0, "pair %d", i);
                free(got);
                cw_buffer_free(&out);
        }
}

/* 200,000 lines, all of them changed, then every second: no quadratic time (the test would not end). */
Test(unified_diff, large_texts, .timeout = 60)
{
        enum { LINES = 200000 };
        char *before = malloc(LINES * 20), *after = malloc(LINES * 20), *half = malloc(LINES * 20);
        size_t n[3] = {0};
        for (int i = 0; i < LINES; i++) {
                n[0] += (size_t)sprintf(before + n[0], "%d = 1.0\n", i);
                n[1] += (size_t)sprintf(after + n[1], "%d = 2.0\n", i);
                n[2] += (size_t)sprintf(half + n[2], "%d = %d.0\n", i, i % 2 + 1);
        }
        struct cw_buffer out = {0};
        const struct cw_diff_text a = {before, n[0]}, b = {after, n[1]}, c = {half, n[2]};
        cr_assert_eq(cw_unified_diff(a, b, "f", false, &out, NULL), CW_OK);
        cr_assert_gt(out.n, n[0] + n[1]);
        out.n = 0;
        cr_assert_eq(cw_unified_diff(a, c, "f", false, &out, NULL), CW_OK);
        cr_assert_lt(out.n, n[0] * 2);
        cw_buffer_free(&out);
        free(before);
        free(after);
        free(half);
}

static cw_status
diff_attempt(struct cw_error *err)
{
        struct cw_buffer out = {0};
        const cw_status status = cw_unified_diff((struct cw_diff_text){"a\nb\nc\n", 6},
                                                 (struct cw_diff_text){"a\nx\nc\n", 6}, "f", false, &out, err);
        cw_buffer_free(&out);
        return status;
}

Test(unified_diff, survives_every_failing_allocation)
{
        cr_assert_gt(fail_each_allocation(diff_attempt), 8);
}
