/* SPDX-License-Identifier: MIT */
/*
 * JSON Lines: what is counted, what is refused and in which words, and that cutting makes no difference.
 */
#include "json_driver.h"

#include <criterion/criterion.h>
#include <inttypes.h>

/* Decodes in one piece and in 40 ways of cutting; all must count `expected`. */
static void
expect(const char *column, bool skip, const char *text, const char *expected)
{
        for (uint32_t seed = 0; seed < 40; seed++) {
                struct json_run r = json_run(&cw_dialect_jsonl, column, skip, text, strlen(text), seed);
                cr_assert_eq(r.status, CW_OK, "seed %" PRIu32 ": %s in %s", seed, r.err.message, text);
                cr_assert_str_eq(r.counted, expected, "seed %" PRIu32 ": %s\n  for %s", seed, r.counted, text);
                free(r.counted);
        }
}

/* Decoding, with a column and no sample, fails at `row` with these words. */
static void
expect_fault(const char *text, cw_status status, uint64_t row, const char *words)
{
        const struct cw_read_options o = {.column = "k"};
        const char *column = NULL;
        void *learnt = NULL;
        cr_assert_eq(cw_dialect_jsonl.learn(&o, "", 0, false, &learnt, &column, NULL), CW_OK);
        struct json_run r = json_decode_with(&cw_dialect_jsonl, learnt, false, text, strlen(text), 0);
        cr_expect_eq(r.status, status, "status %d for %s: %s", (int)r.status, text, r.err.message);
        cr_expect_eq(r.err.row, row, "row %" PRIu64 " for %s", r.err.row, text);
        cr_expect(strstr(r.err.message, words) != NULL, "'%s' is not in '%s'", words, r.err.message);
        free(r.counted);
        struct json_run cut = json_decode_with(&cw_dialect_jsonl, learnt, false, text, strlen(text), 3);
        cr_expect_eq(cut.status, status);
        free(cut.counted);
        /* Left out, with all lines before and after it counted. */
        struct json_run skipping = json_decode_with(&cw_dialect_jsonl, learnt, true, text, strlen(text), 0);
        cr_expect_eq(skipping.status, CW_OK, "%s", skipping.err.message);
        cr_expect(strstr(skipping.counted, "skipped 1") != NULL, "%s for %s", skipping.counted, text);
        free(skipping.counted);
        cw_dialect_jsonl.forget(learnt);
}

Test(jsonl, lists_of_integers_and_of_strings)
{
        expect("k", false, "{\"k\": [0, 12, -100, 0]}\n{\"k\":[7]}\n",
               "ids -100:1 0:2 7:1 12:1 names seq 2 rows 2 skipped 0");
        expect("k", false, "{\"k\": [\"O\", \"B-X\", \"O\"]}\n{\"k\":[\"\"]}\n",
               "ids names :1 B-X:1 O:2 seq 2 rows 2 skipped 0");
        expect("k", false, "{\"k\": [1]}\n{\"k\": [\"O\"]}", "ids 1:1 names O:1 seq 2 rows 2 skipped 0");
        expect("k", false, "{ \"k\" : [ 1 ,\t2 , 3]  }  \n", "ids 1:1 2:1 3:1 names seq 1 rows 1 skipped 0");
}

Test(jsonl, empty_null_scalar_and_nested_lists)
{
        expect("k", false, "{\"k\": []}\n{\"k\": null}\n{\"k\": [ ]}\n", "ids names seq 2 rows 3 skipped 0");
        expect("k", false, "{\"k\": 7}\n{\"k\": \"B-X\"}\n{\"k\":-100}",
               "ids -100:1 7:1 names B-X:1 seq 3 rows 3 skipped 0");
        expect("k", false, "{\"k\": [[0, 1], [], [[2], 3], 4]}",
               "ids 0:1 1:1 2:1 3:1 4:1 names seq 1 rows 1 skipped 0");
        expect("k", false, "{\"k\": [[], [[]]]}", "ids names seq 1 rows 1 skipped 0");
}

Test(jsonl, every_spelling_of_an_integer)
{
        expect("k", false, "{\"k\": [1e2, 1E+2, 100.0, 3.0, 30e-1, 1.5e1, -1e2, -0, 0.0, 0e99, -0.0e-5]}",
               "ids -100:1 0:4 3:2 15:1 100:3 names seq 1 rows 1 skipped 0");
        expect("k", false, "{\"k\": [9223372036854775807, -9223372036854775808, 9007199254740993.0]}",
               "ids -9223372036854775808:1 9007199254740993:1 9223372036854775807:1 names seq 1 rows 1 skipped 0");
        expect("k", false, "{\"k\": [123456789012345678, 1234567890123456789, 100000000000000000000e-20, 10, 99, 100]}",
               "ids 1:1 10:1 99:1 100:1 123456789012345678:1 1234567890123456789:1 names seq 1 rows 1 skipped 0");
}

Test(jsonl, numbers_that_are_no_integers)
{
        expect_fault("{\"k\": [1]}\n{\"k\": [2, 1.5]}\n{\"k\": [3]}", CW_E_DATA, 2, "found a fraction");
        expect_fault("{\"k\": [1e-1]}", CW_E_DATA, 1, "found a fraction");
        expect_fault("{\"k\": 0.5}", CW_E_DATA, 1, "found a fraction");
        expect_fault("{\"k\": [9223372036854775808]}", CW_E_DATA, 1, "64 bits");
        expect_fault("{\"k\": [-9223372036854775809]}", CW_E_DATA, 1, "64 bits");
        expect_fault("{\"k\": [1e19]}", CW_E_DATA, 1, "64 bits");
        expect_fault("{\"k\": [1e999999999999999999999]}", CW_E_DATA, 1, "64 bits");
        expect_fault("{\"k\": [01, 2]}", CW_E_CORRUPT, 1, "leading zeros");
        expect_fault("{\"k\": [-01]}", CW_E_CORRUPT, 1, "leading zeros");
        expect_fault("{\"k\": [1., 2]}", CW_E_CORRUPT, 1, "expected a digit");
        expect_fault("{\"k\": [-, 2]}", CW_E_CORRUPT, 1, "expected a digit");
        expect_fault("{\"k\": [1e, 2]}", CW_E_CORRUPT, 1, "exponent");
        expect_fault("{\"k\": [+1, 2]}", CW_E_CORRUPT, 1, "expected a digit");
        expect_fault("{\"k\": 12x}", CW_E_CORRUPT, 1, "after a label");
}

Test(jsonl, values_that_are_no_labels)
{
        expect_fault("{\"k\": [{\"a\": 1}]}", CW_E_DATA, 1, "found an object");
        expect_fault("{\"k\": {\"a\": 1}}", CW_E_DATA, 1, "found an object");
        expect_fault("{\"k\": [true]}", CW_E_DATA, 1, "true or false");
        expect_fault("{\"k\": [1, null]}", CW_E_DATA, 1, "null");
        expect_fault("{\"k\": [NaN]}", CW_E_DATA, 1, "NaN");
        expect_fault("{\"k\": [1, \"O\"]}", CW_E_DATA, 1, "integers and strings");
        expect_fault("{\"k\": [\"O\", 2, 3]}", CW_E_DATA, 1, "integers and strings");
        expect_fault("{\"k\": [[1], [\"O\"]]}", CW_E_DATA, 1, "integers and strings");
}

Test(jsonl, a_record_without_the_key)
{
        expect_fault("{\"k\": [1]}\n\n{\"K\": [2]}\n", CW_E_DATA, 3, "the key \"k\"");
        expect_fault("{}\n", CW_E_DATA, 1, "the key \"k\"");
        expect_fault("[1, 2]", CW_E_DATA, 1, "found a list");
        expect_fault("\"k\"", CW_E_DATA, 1, "found a string");
        expect_fault("12", CW_E_DATA, 1, "found a number");
        expect_fault("null", CW_E_DATA, 1, "null");
}

Test(jsonl, lines_that_do_not_parse)
{
        expect_fault("{\"k\": [1]}\n{\"k\": [2\n{\"k\": [3]}", CW_E_CORRUPT, 2, "at byte 9 of the line");
        expect_fault("{\"k\": [1]}\n{\"k\": [2]", CW_E_TRUNCATED, 2, "cut off");
        expect_fault("{\"k\": [1], \"t\": \"x\n", CW_E_CORRUPT, 1, "closing quote");
        expect_fault("{\"k\": [1]} {\"k\": [2]}\n", CW_E_CORRUPT, 1, "end of the line");
        expect_fault("{\"k\": [1]}x", CW_E_CORRUPT, 1, "found 'x'");
        expect_fault("{\"k\" [1]}", CW_E_CORRUPT, 1, "':'");
        expect_fault("{\"k\": [1] \"a\": 2}", CW_E_CORRUPT, 1, "',' or '}'");
        expect_fault("{k: [1]}", CW_E_CORRUPT, 1, "a key");
        expect_fault("{\"k\": [1],}", CW_E_CORRUPT, 1, "a key in quotes");
        expect_fault("{\"k\": }", CW_E_CORRUPT, 1, "a value");
        expect_fault("{\"k\": [1,]}", CW_E_CORRUPT, 1, "found ']'");
        expect_fault("{\"k\": [,1]}", CW_E_CORRUPT, 1, "found ','");
        expect_fault("{\"k\": [1 2]}", CW_E_CORRUPT, 1, "after a label");
        expect_fault("{\"k\": [[1],]}", CW_E_CORRUPT, 1, "found ']'");
        expect_fault("{\"a\": [1}, \"k\": [1]}", CW_E_CORRUPT, 1, "']'");
        expect_fault("#\n", CW_E_CORRUPT, 1, "found '#'");
        expect_fault("\x01\n", CW_E_CORRUPT, 1, "byte 0x01");
}

Test(jsonl, escapes_in_labels)
{
        expect("k", false,
               "{\"k\": [\"\\u00e9\", \"\\\"\\\\\\/\", \"\\ud83d\\ude00\", \"a\\tb\", \"\\u20AC\", \"\\u0041\"]}",
               "ids names \"\\/:1 A:1 a\tb:1 \xc3\xa9:1 \xe2\x82\xac:1 \xf0\x9f\x98\x80:1 seq 1 rows 1 skipped 0");
        expect("k", false, "{\"k\": \"B-\\u00e9\"}\n{\"k\": [\"B-\xc3\xa9\"]}",
               "ids names B-\xc3\xa9:2 seq 2 rows 2 skipped 0");
        expect_fault("{\"k\": [\"\\x41\"]}", CW_E_CORRUPT, 1, "an escape");
        expect_fault("{\"k\": [\"\\u12g4\"]}", CW_E_CORRUPT, 1, "hex digits");
        expect_fault("{\"k\": [\"\\u12\"]}", CW_E_CORRUPT, 1, "hex digits");
        expect_fault("{\"k\": [\"\\ud83d\"]}", CW_E_CORRUPT, 1, "surrogate");
        expect_fault("{\"k\": [\"\\ude00\\ud83d\"]}", CW_E_CORRUPT, 1, "surrogate");
        expect_fault("{\"k\": [\"\\ud83d\\u0041\"]}", CW_E_CORRUPT, 1, "surrogate");
}

Test(jsonl, keys_and_what_looks_like_keys)
{
        expect("k\xc3\xa9", false, "{\"k\\u00e9\": [1]}\n{\"\\u006b\xc3\xa9\": [2]}",
               "ids 1:1 2:1 names seq 2 rows 2 skipped 0");
        expect("k", false,
               "{\"t\": \"\\\"k\\\": [9]\", \"u\": \"\\\\\", \"k\": [1], \"z\": {\"k\": [8]}, \"y\": [{\"k\": [7]}]}",
               "ids 1:1 names seq 1 rows 1 skipped 0");
        expect("k", false, "{\"kk\": [9], \"\": [8], \"k \": [7], \"k\": [1], \"K\": [6]}",
               "ids 1:1 names seq 1 rows 1 skipped 0");
        expect("", false, "{\"\": [1]}", "ids 1:1 names seq 1 rows 1 skipped 0");
}

Test(jsonl, of_duplicate_keys_the_last_counts)
{
        expect("k", false, "{\"k\": [1, 2], \"k\": [3]}", "ids 3:1 names seq 1 rows 1 skipped 0");
        expect("k", false, "{\"k\": [\"bad\", true], \"k\": [\"O\"]}", "ids names O:1 seq 1 rows 1 skipped 0");
        expect("k", false, "{\"k\": [1], \"k\": null}", "ids names seq 0 rows 1 skipped 0");
        expect("a.b", false, "{\"a\": {\"b\": [1]}, \"a\": {\"b\": [2]}}", "ids 2:1 names seq 1 rows 1 skipped 0");
        expect("a.b", true, "{\"a\": {\"b\": [1]}, \"a\": {}}\n{\"a\": {\"b\": [1]}}",
               "ids 1:1 names seq 1 rows 2 skipped 1");
}

Test(jsonl, keys_within_keys)
{
        expect("a.b", false, "{\"a\": {\"x\": {}, \"b\": [1]}}", "ids 1:1 names seq 1 rows 1 skipped 0");
        expect("a.b", false, "{\"a\": {\"b\": [1]}, \"a.b\": [2]}", "ids 2:1 names seq 1 rows 1 skipped 0");
        expect("a.b", false, "{\"a.b\": [2], \"a\": {\"b\": [1]}}", "ids 2:1 names seq 1 rows 1 skipped 0");
        expect("a.b.c", false, "{\"a\": {\"b\": {\"c\": [1]}}}\n{\"a.b\": {\"c\": [2]}}\n{\"a\": {\"b.c\": [3]}}",
               "ids 1:1 2:1 3:1 names seq 3 rows 3 skipped 0");
        expect("a.b.c", false, "{\"a\": {\"b\": {\"c\": [1]}}, \"a.b\": {\"x\": 0}}",
               "ids 1:1 names seq 1 rows 1 skipped 0");
        expect("a.b", true, "{\"a\": [{\"b\": [1]}]}\n{\"a\": {\"b\": [2]}}", "ids 2:1 names seq 1 rows 2 skipped 1");
}

Test(jsonl, blank_lines_line_ends_and_byte_order_marks)
{
        expect("k", false, "", "ids names seq 0 rows 0 skipped 0");
        expect("k", false, "\n \t\r\n\n", "ids names seq 0 rows 3 skipped 0");
        expect("k", false, "\xEF\xBB\xBF{\"k\": [1]}\r\n\r\n{\"k\": [2]}\r\n",
               "ids 1:1 2:1 names seq 2 rows 3 skipped 0");
        expect("k", false, "\n{\"k\": [1]}", "ids 1:1 names seq 1 rows 2 skipped 0");
}

Test(jsonl, bad_rows_are_skipped_and_noted)
{
        expect("k", true, "{\"k\": [1]}\n{\"k\": [1, {}]}\noops\n{\"k\": [2]\n{\"t\": 0}\n{\"k\": [3]}\n{\"k\": [4],",
               "ids 1:1 3:1 names seq 2 rows 7 skipped 5");
        struct cw_read_options o = {.column = "k"};
        static const char text[] = "{\"k\": [1]}\n\n{\"k\": [1.5]}\n{\"t\": 0}\n";
        struct cw_text_state state = {0};
        struct cw_tally t;
        const char *column;
        size_t consumed;
        void *learnt;
        cr_assert_eq(cw_tally_init(&t, NULL), CW_OK);
        t.skip_bad_rows = true;
        cr_assert_eq(cw_dialect_jsonl.learn(&o, text, sizeof(text) - 1, false, &learnt, &column, NULL), CW_OK);
        cr_assert_eq(
                json_decode_run(&cw_dialect_jsonl, learnt, &state, text, sizeof(text) - 1, true, &t, &consumed, NULL),
                CW_OK);
        cr_assert_eq(t.n_bad, 2);
        cr_expect_eq(t.bad[0].place.row, 2);
        cr_expect(strstr(t.bad[0].why, "fraction") != NULL);
        cr_expect_eq(t.bad[1].place.row, 3);
        cw_dialect_jsonl.forget(learnt);
        cw_tally_free(&t);
}

Test(jsonl, long_lists_are_read_twice_and_counted_once)
{
        for (size_t n = 1000; n < 9000; n = n * 2 - 950) {
                for (int strings = 0; strings < 2; strings++) {
                        char *text = malloc(n * 10 + 64), expected[128], *p = text;
                        p += sprintf(p, "{\"k\": [");
                        for (size_t i = 0; i < n; i++)
                                p += sprintf(p, strings ? "%s\"\\u0041\"" : "%s-100", i > 0 ? ", " : "");
                        sprintf(p, "]}\n");
                        sprintf(expected,
                                strings ? "ids names A:%zu seq 1 rows 1 skipped 0"
                                        : "ids -100:%zu names seq 1 rows 1 skipped 0",
                                n);
                        expect("k", false, text, expected);
                        /* The fault stands at the end: nothing may have been tallied. */
                        sprintf(p, ", true]}\n");
                        expect("k", true, text, "ids names seq 0 rows 1 skipped 1");
                        free(text);
                }
        }
}

Test(jsonl, labels_have_a_longest_length)
{
        char *text = malloc(8192);
        char expected[5000];
        int n = sprintf(text, "{\"k\": [\"");
        memset(text + n, 'x', 4096);
        sprintf(text + n + 4096, "\"]}");
        sprintf(expected, "ids names %.*s:1 seq 1 rows 1 skipped 0", 4096, text + n);
        expect("k", false, text, expected);
        sprintf(text + n + 4096, "x\"]}");
        expect_fault(text, CW_E_DATA, 1, "at most 4096 bytes");
        sprintf(text + n + 4096, "\\n\"]}");
        expect_fault(text, CW_E_DATA, 1, "at most 4096 bytes");
        free(text);
}

Test(jsonl, nesting_is_bounded)
{
        char *text = malloc(300000), *p;
        const size_t depths[] = {511, 512, 513, 100000};
        for (size_t i = 0; i < CW_ARRAY_LEN(depths); i++) {
                p = text + sprintf(text, "{\"x\": ");
                memset(p, '[', depths[i]);
                memset(p + depths[i], ']', depths[i]);
                sprintf(p + 2 * depths[i], ", \"k\": [1]}\n");
                if (depths[i] <= 512)
                        expect("k", false, text, "ids 1:1 names seq 1 rows 1 skipped 0");
                else
                        expect_fault(text, CW_E_LIMIT, 1, "512 levels");
        }
        free(text);
}

/* Strings and escapes at every place relative to the blocks of 64 bytes. */
Test(jsonl, blocks_of_the_scanner)
{
        char text[600], expected[100];
        for (int pad = 0; pad < 140; pad++) {
                for (int slashes = 0; slashes < 5; slashes++) {
                        int n = sprintf(text, "{\"t\": [\"%*s", pad, "");
                        for (int i = 0; i < slashes; i++)
                                n += sprintf(text + n, "\\\\");
                        n += sprintf(text + n, "\\\", \\\"k\\\": [9]]}\"], \"s\": \"");
                        for (int i = 0; i < slashes; i++)
                                n += sprintf(text + n, "\\\\");
                        sprintf(text + n, "%*s\", \"k\": [%d, 5, 6, -100, 3]}\n", pad, "\\\"", 1000 + pad);
                        sprintf(expected, "ids -100:1 3:1 5:1 6:1 %d:1 names seq 1 rows 1 skipped 0", 1000 + pad);
                        struct json_run r = json_run(&cw_dialect_jsonl, "k", false, text, strlen(text), 0);
                        cr_assert_eq(r.status, CW_OK, "%s: %s", text, r.err.message);
                        cr_assert_str_eq(r.counted, expected, "%s for %s", r.counted, text);
                        free(r.counted);
                }
        }
}

static void
expect_column(const char *text, const char *column)
{
        struct json_run r = json_run(&cw_dialect_jsonl, NULL, true, text, strlen(text), 0);
        cr_expect_eq(r.status, CW_OK, "%s: %s", text, r.err.message);
        cr_expect_str_eq(r.column, column, "'%s' for %s", r.column, text);
        free(r.counted);
}

static void
expect_no_column(const char *asked, const char *text, const char *words)
{
        struct json_run r = json_run(&cw_dialect_jsonl, asked, false, text, strlen(text), 0);
        cr_expect_eq(r.status, CW_E_DATA, "status %d for %s", (int)r.status, text);
        cr_expect(strstr(r.err.message, words) != NULL, "'%s' is not in '%s'", words, r.err.message);
        cr_expect(strstr(r.err.message, "--column") != NULL);
        free(r.counted);
}

Test(jsonl, choice_of_the_column)
{
        expect_column("{\"ids\": [1], \"ner_tags\": [1], \"x\": [2]}", "ner_tags");
        expect_column("{\"tokens\": [\"a\"], \"other\": [1]}", "other");
        expect_column("{\"tokens\": [\"a\"], \"n\": 3, \"t\": \"x\"}", "tokens");
        expect_column("{\"labels\": [{\"start\": 1}], \"classes\": [1]}", "classes");
        expect_column("{\"labels\": []}\n{\"labels\": [\"O\"], \"ids\": [3]}", "labels");
        expect_column("{\"tags\": \"VERB\", \"ids\": [1, 2]}", "tags");
        expect_column("{\"mask\": [true], \"score\": [0.5], \"y\": [[1]], \"z\": [2.0]}", "z");
        expect_column("{\"x\": null}\n{\"x\": [1], \"a.b\": \"s\"}", "x");
        expect_column("not json\n{\"\\u0078\": [1]}", "x");
        expect_column("{\"ner_tags\": [1]}\n{\"ner_tags\": [1.5]}", "ner_tags");
        expect_column("  \n\n", "");
        expect_no_column(NULL, "{\"ner_tags\": [1], \"labels\": [1], \"z\": [1]}", "found 2: ner_tags, labels;");
        expect_no_column(NULL, "{\"q\": [1], \"tokens\": [\"a\"], \"p\": [1]}", "found 2: q, p;");
        expect_no_column(NULL, "{\"q\": [\"a\"], \"p\": [\"a\"]}", "found 2: q, p;");
        expect_no_column(NULL, "{\"text\": \"x\", \"spans\": [{}]}", "these keys: text, spans;");
        expect_no_column("tag", "{\"text\": \"x\", \"tags\": [1]}", "these: text, tags;");
        expect_no_column("a.c", "{\"a\": {\"b\": [1]}}", "\"a.c\"");
}

Test(jsonl, a_sample_that_ends_within_a_record)
{
        static const char text[] = "{\"tokens\": [\"a\", \"b\"], \"other\": [1, 2]}\n{\"q\": [3], \"other\": [3]}\n";
        const struct {
                size_t n_sample;
                const char *column;
        } cases[] = {{0, ""}, {39, "other"}, {41, "other"}, {52, "other"}};
        for (size_t i = 0; i < CW_ARRAY_LEN(cases); i++) {
                struct json_run r =
                        json_run_sampled(&cw_dialect_jsonl, NULL, true, text, sizeof(text) - 1, cases[i].n_sample, 0);
                cr_expect_eq(r.status, CW_OK, "%s", r.err.message);
                cr_expect_str_eq(r.column, cases[i].column, "%zu: '%s'", cases[i].n_sample, r.column);
                free(r.counted);
        }
        /* The tokens may be all that is seen of the first record: no reason to take them for labels. */
        struct json_run r = json_run_sampled(&cw_dialect_jsonl, NULL, true, text, sizeof(text) - 1, 24, 0);
        cr_expect_eq(r.status, CW_E_LIMIT);
        cr_expect_not_null(strstr(r.err.message, "--column"), "%s", r.err.message);
        free(r.counted);
        /* Asked for and not there: an error only if a whole record says so, and no later record may have it. */
        r = json_run_sampled(&cw_dialect_jsonl, "late", false, "{\"a\": 1, \"late\": [1]}", 21, 8, 0);
        cr_expect_eq(r.status, CW_OK, "%s", r.err.message);
        free(r.counted);
        r = json_run_sampled(&cw_dialect_jsonl, "late", true, "{\"a\": 1}\n{\"late\": [1]}", 22, 10, 0);
        cr_expect_str_eq(r.counted, "ids 1:1 names seq 1 rows 2 skipped 1");
        free(r.counted);
}

Test(jsonl, too_long_a_path_is_wrong_usage)
{
        struct json_run r = json_run(&cw_dialect_jsonl, "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p", false, "", 0, 0);
        cr_expect_eq(r.status, CW_OK);
        free(r.counted);
        r = json_run(&cw_dialect_jsonl, "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q", false, "", 0, 0);
        cr_expect_eq(r.status, CW_E_USAGE);
        free(r.counted);
}

Test(jsonl, head_is_behind_the_first_line_break)
{
        struct cw_text_state state = {.row = 5, .mode = 3};
        cr_expect_eq(cw_dialect_jsonl.head(NULL, "abc", 3, &state), SIZE_MAX);
        cr_expect_eq(cw_dialect_jsonl.head(NULL, "", 0, &state), SIZE_MAX);
        cr_expect_eq(cw_dialect_jsonl.head(NULL, "ab\ncd\n", 6, &state), 3);
        cr_expect_eq(state.row, 0);
        cr_expect_eq(state.mode, 0);
}

Test(jsonl, describes_the_column)
{
        static const char text[] = "{\"ner_tags\": [1]}\n";
        struct cw_read_options o = {0};
        struct cw_buffer b = {0};
        const char *column = NULL;
        void *learnt;
        cr_assert_eq(cw_dialect_jsonl.learn(&o, text, sizeof(text) - 1, true, &learnt, &column, NULL), CW_OK);
        cw_dialect_jsonl.describe(learnt, &b);
        cr_expect(strncmp(b.data, "key: ner_tags (the only one of ", 31) == 0, "%s", b.data);
        cw_buffer_free(&b);
        cw_dialect_jsonl.forget(learnt);
        cw_dialect_jsonl.forget(NULL);
}

Test(jsonl, learning_survives_every_lack_of_memory)
{
        static const char text[] = "{\"a\": 1, \"ner_tags\": [1]}\n";
        struct cw_read_options o = {0};
        const char *column = NULL;
        void *learnt = NULL;
        cw_status status = CW_E_MEMORY;
        long n = 0;
        while (status == CW_E_MEMORY) {
                cw_memory_fail_at(++n);
                status = cw_dialect_jsonl.learn(&o, text, sizeof(text) - 1, true, &learnt, &column, NULL);
                cw_memory_fail_at(0);
                cr_assert(status == CW_OK || learnt == NULL);
        }
        cr_expect_eq(status, CW_OK);
        cr_expect_gt(n, 4);
        cw_dialect_jsonl.forget(learnt);
}

Test(jsonl, probe)
{
        static const struct {
                const char *text;
                bool whole;
                int jsonl, json;
        } cases[] = {
                {"{\"a\": 1}\n{\"a\": 2}\n", true, 2, 0},
                {"\n \xEF\xBB\xBF", true, 0, 0},
                {"\xEF\xBB\xBF{\"a\": 1}\r\n{\"a\"", false, 2, 0},
                {"{\"a\": 1}\n", true, 2, 1},
                {"{\"a\": \"}\\\"{\"}", true, 2, 1},
                {"{\"a\": 1", false, 1, 0},
                {"{\"data\": [{\"a\": 1}, {\"a\"", false, 1, 2},
                {"{\"data\": [{\"a\": 1}, {\"a\": 2}]}", true, 1, 2},
                {"{\n \"a\": 1\n}\n", true, 0, 2},
                {"{", true, 1, 1},
                {"[{\"a\": 1}]", true, 0, 2},
                {"[\n", false, 0, 2},
                {"[]", true, 0, 2},
                {"[1]", true, 0, 1},
                {"[\tO\nx\tO\n", true, 0, 0},
                {"{\tO\nx\tO\n", true, 0, 0},
                {"", true, 0, 0},
                {"EU B-ORG\n", true, 0, 0},
        };
        for (size_t i = 0; i < CW_ARRAY_LEN(cases); i++) {
                const char *text = cases[i].text;
                cr_expect_eq(cw_jsonl_probe(text, strlen(text), cases[i].whole), cases[i].jsonl, "jsonl: %s", text);
                cr_expect_eq(cw_json_probe(text, strlen(text), cases[i].whole), cases[i].json, "json: %s", text);
        }
}
