/* SPDX-License-Identifier: MIT */
/*
 * JSON documents: their three forms, in pieces of any size; and random documents against jansson.
 */
#include "json_driver.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <jansson.h>

static void
expect_sampled(const char *column, bool skip, const char *text, size_t n_sample, const char *expected)
{
        for (uint32_t seed = 0; seed < 40; seed++) {
                struct json_run r =
                        json_run_sampled(&cw_dialect_json, column, skip, text, strlen(text), n_sample, seed);
                cr_assert_eq(r.status, CW_OK, "seed %" PRIu32 ": %s in %s", seed, r.err.message, text);
                cr_assert_str_eq(r.counted, expected, "seed %" PRIu32 ": %s\n  for %s", seed, r.counted, text);
                free(r.counted);
        }
}

static void
expect(const char *column, bool skip, const char *text, const char *expected)
{
        expect_sampled(column, skip, text, strlen(text), expected);
}

/* Fails, however it is cut, at `row` with these words. */
static void
expect_fault(bool skip, const char *text, cw_status status, uint64_t row, const char *words)
{
        for (uint32_t seed = 0; seed < 20; seed++) {
                struct json_run r = json_run_sampled(&cw_dialect_json, "k", skip, text, strlen(text), 0, seed);
                cr_expect_eq(r.status, status, "status %d for %s: %s", (int)r.status, text, r.err.message);
                cr_expect_eq(r.err.row, row, "row %" PRIu64 " for %s", r.err.row, text);
                cr_expect(strstr(r.err.message, words) != NULL, "'%s' is not in '%s'", words, r.err.message);
                free(r.counted);
        }
}

Test(json, a_list_of_records)
{
        expect("k", false, "[{\"k\": [0, 1]}, {\"k\": [\"O\"]},{\"k\":null}]",
               "ids 0:1 1:1 names O:1 seq 2 rows 3 skipped 0");
        expect(NULL, false, "\n [\n  {\n   \"k\": [\n    0,\n    12,\n    -100\n   ]\n  },\r\n {\"k\"\n:\t[3]}\n]\n \n",
               "ids -100:1 0:1 3:1 12:1 names seq 2 rows 2 skipped 0");
        expect("k", false, "\xEF\xBB\xBF[{\"k\": [1]}]", "ids 1:1 names seq 1 rows 1 skipped 0");
        expect(NULL, false, " \n\xEF\xBB\xBF\t{\"d\":[{\"k\": [1]}]}", "ids 1:1 names seq 1 rows 1 skipped 0");
        expect(NULL, false, "\t\xEF\xBB\xBF\t", "ids names seq 0 rows 0 skipped 0");
        expect_fault(false, "\xEF\xBB", CW_E_CORRUPT, 1, "byte 0xEF");
        expect_fault(false, "\xEF[]", CW_E_CORRUPT, 1, "byte 0xEF");
}

Test(json, nothing_at_all)
{
        expect(NULL, false, "", "ids names seq 0 rows 0 skipped 0");
        expect(NULL, false, " \n\t\r\n", "ids names seq 0 rows 0 skipped 0");
        expect(NULL, false, "[]", "ids names seq 0 rows 0 skipped 0");
        expect(NULL, false, "[ [], [[ ]] ]\n", "ids names seq 0 rows 0 skipped 0");
        expect(NULL, false, "{\"data\": []}", "ids names seq 0 rows 0 skipped 0");
        expect("k", false, "{\"data\": [[], []], \"n\": 1}", "ids names seq 0 rows 0 skipped 0");
}

Test(json, lists_within_the_list)
{
        expect("k", false, "[[{\"k\": [1]}, {\"k\": [2]}], [], [[{\"k\": [3]}]], {\"k\": 4}]",
               "ids 1:1 2:1 3:1 4:1 names seq 4 rows 4 skipped 0");
}

Test(json, a_holder_of_a_list)
{
        expect(NULL, false, "{\"data\": [{\"k\": [1]}, {\"k\": [2]}]}", "ids 1:1 2:1 names seq 2 rows 2 skipped 0");
        expect("k", false, "{\"v\": 2, \"x\": {\"k\": [9]}, \"d\\u0061ta\": [{\"k\": [1]}], \"n\": [1, 2]}",
               "ids 1:1 names seq 1 rows 1 skipped 0");
        expect("a.b", false, "{\"rows\": [{\"a\": {\"b\": [1]}}], \"n\": 12}", "ids 1:1 names seq 1 rows 1 skipped 0");
        /* The names of the labels beside the records do not make the document a record. */
        expect(NULL, false, "{\"labels\": [\"O\", \"B-X\"], \"data\": [{\"ner_tags\": [0, 1]}]}",
               "ids 0:1 1:1 names seq 1 rows 1 skipped 0");
        expect("k", true, "{\"data\": [{\"k\": [1]}, {\"t\": 0}, 5, \"x\"]}", "ids 1:1 names seq 1 rows 4 skipped 3");
        /* Learnt from a part that ends within the first record, or behind it. */
        static const char text[] = "{\"v\": [1, 2], \"data\": [{\"ner_tags\": [0, 1]}, {\"ner_tags\": [2]}], \"n\": 2}";
        expect_sampled(NULL, false, text, 37, "ids 0:1 1:1 2:1 names seq 2 rows 2 skipped 0");
        expect_sampled("ner_tags", false, text, 37, "ids 0:1 1:1 2:1 names seq 2 rows 2 skipped 0");
        expect_sampled(NULL, false, text, 50, "ids 0:1 1:1 2:1 names seq 2 rows 2 skipped 0");
}

Test(json, a_document_that_is_a_record)
{
        expect(NULL, false, "{\"text\": \"x\",\n \"ner_tags\": [1, 2]}\n", "ids 1:1 2:1 names seq 1 rows 1 skipped 0");
        expect(NULL, false, "{\"tokens\": [{\"text\": \"a\", \"ids\": [7]}], \"ner_tags\": [1]}",
               "ids 1:1 names seq 1 rows 1 skipped 0");
        expect("a.b", false, "{\"a\": {\"b\": [\"O\"]}, \"s\": [{\"c\": 1}]}", "ids names O:1 seq 1 rows 1 skipped 0");
}

Test(json, several_lists_of_records_are_refused)
{
        static const char learnt[] = "{\"train\": [{\"k\": [1]}], \"test\": [{\"k\": [2]}]}";
        static const char late[] = "{\"train\": [{\"k\": [1]}],      \"test\": [{\"k\": [2]}]}";
        static const char twice[] = "{\"train\": [{\"k\": [1]}],     \"train\": [{\"k\": [2]}]}";
        const struct {
                const char *text;
                size_t n_sample;
        } cases[] = {{learnt, sizeof(learnt) - 1}, {late, 26}, {twice, 26}};
        for (size_t i = 0; i < CW_ARRAY_LEN(cases); i++) {
                for (uint32_t seed = 0; seed < 10; seed++) {
                        struct json_run r = json_run_sampled(&cw_dialect_json, NULL, true, cases[i].text,
                                                             strlen(cases[i].text), cases[i].n_sample, seed);
                        cr_expect_eq(r.status, CW_E_DATA);
                        cr_expect(strstr(r.err.message, "one list of records") != NULL, "%s", r.err.message);
                        free(r.counted);
                }
        }
        /* Other lists of objects are none of our business. */
        expect("k", false, "{\"d\": [{\"k\": [1]}], \"licences\": [{\"id\": [2]}]}",
               "ids 1:1 names seq 1 rows 1 skipped 0");
}

Test(json, documents_that_are_cut_off)
{
        static const char text[] = "[{\"k\": [1, 2], \"t\": \"a\\\"\"}, {\"k\": [12]}]";
        for (size_t n = 1; n < sizeof(text) - 1; n++) {
                char cut[sizeof(text)] = {0};
                memcpy(cut, text, n);
                expect_fault(true, cut, CW_E_TRUNCATED, n < 26 ? 1 : n < 39 ? 2 : 3, "cut off");
        }
        expect_fault(false, "[{\"k\": [1]},", CW_E_TRUNCATED, 2, "the rest of the document");
}

Test(json, faults_of_structure)
{
        expect_fault(true, "[{\"k\": [1]} {\"k\": [1]}]", CW_E_CORRUPT, 2, "',' or ']'");
        expect_fault(true, "[{\"k\": [1]},]", CW_E_CORRUPT, 2, "expected a record");
        expect_fault(true, "[,{\"k\": [1]}]", CW_E_CORRUPT, 1, "expected a record");
        expect_fault(true, "[{\"k\": [1]}}", CW_E_CORRUPT, 2, "',' or ']'");
        expect_fault(true, "[{\"k\": [1}]", CW_E_CORRUPT, 1, "']'");
        expect_fault(true, "[{\"k\": [1]}]]", CW_E_CORRUPT, 2, "nothing after the document");
        expect_fault(true, "{\"k\": [1]}\n{\"k\": [1]}", CW_E_CORRUPT, 2, "--format jsonl");
        expect_fault(true, "[{\"k\": [1]}] x", CW_E_CORRUPT, 2, "found 'x'");
        expect_fault(true, "#", CW_E_CORRUPT, 1, "found '#'");
}

Test(json, bad_rows)
{
        expect_fault(false, "[{\"k\": [1]}, {\"k\": [1.5]}]", CW_E_DATA, 2, "fraction");
        expect_fault(false, "[{\"k\": [1]}, {\"t\": [1]}]", CW_E_DATA, 2, "the key \"k\"");
        expect_fault(false, "[{\"k\": [1]}, 12]", CW_E_DATA, 2, "found a number");
        expect_fault(false, "\"x\"", CW_E_DATA, 1, "found a string");
        expect_fault(false, "[{\"k\": \"\\x\"}]", CW_E_CORRUPT, 1, "an escape");
        expect("k", true, "[{\"k\": [1.5]}, {\"k\": [1]}, 12, {\"k\": \"\\x\"}, null, {\"k\": [true]}]",
               "ids 1:1 names seq 1 rows 6 skipped 5");
        expect("k", true, "12", "ids names seq 0 rows 1 skipped 1");
}

Test(json, nesting_is_bounded)
{
        char *text = malloc(200010);
        memset(text, '[', 100000);
        text[100000] = '\0';
        struct json_run r = json_run_sampled(&cw_dialect_json, "k", true, text, 100000, 0, 0);
        cr_expect_eq(r.status, CW_E_LIMIT, "%s", r.err.message);
        free(r.counted);
        r = json_run(&cw_dialect_json, NULL, true, text, 100000, 0);
        cr_expect_neq(r.status, CW_OK);
        free(r.counted);
        memset(text, '[', 512);
        memset(text + 512, ']', 512);
        text[1024] = '\0';
        expect("k", false, text, "ids names seq 0 rows 0 skipped 0");
        free(text);
}

Test(json, learning_survives_every_lack_of_memory)
{
        static const char text[] = "{\"x\": [{\"b\": [1]}], \"data\": [{\"ner_tags\": [1]}]}";
        struct cw_read_options o = {0};
        const char *column = NULL;
        void *learnt = NULL;
        cw_status status = CW_E_MEMORY;
        long n = 0;
        while (status == CW_E_MEMORY) {
                cw_memory_fail_at(++n);
                status = cw_dialect_json.learn(&o, text, sizeof(text) - 1, true, &learnt, &column, NULL);
                cw_memory_fail_at(0);
                cr_assert(status == CW_OK || learnt == NULL);
        }
        cr_expect_eq(status, CW_OK);
        cr_expect_gt(n, 6);
        struct cw_buffer b = {0};
        cw_dialect_json.describe(learnt, &b);
        cr_expect(strncmp(b.data, "records: the list under data\nkey: ner_tags (", 44) == 0, "%s", b.data);
        cw_buffer_free(&b);
        cw_dialect_json.forget(learnt);
}

/* ---- random documents ---- */

static json_t *
random_value(uint32_t *seed, int depth)
{
        static const char *const texts[] = {"",         "O", "B-\xc3\xa9",       "a\"b\\",
                                            "]}[{\",:", "k", "\xf0\x9f\x98\x80", "a\nb\tc/"};
        json_t *v;
        switch (json_random(seed) % (depth > 0 ? 9 : 6)) {
        case 0:
                return json_null();
        case 1:
                return json_boolean(json_random(seed) % 2);
        case 2:
                return json_real((double)json_random(seed) / 7 + 0.3);
        case 3:
        case 4:
                return json_integer((json_int_t)json_random(seed) - 100);
        case 5:
                return json_string(texts[json_random(seed) % 8]);
        case 6:
                v = json_object();
                for (uint32_t n = json_random(seed) % 5; n > 0; n--)
                        json_object_set_new(v, texts[json_random(seed) % 8], random_value(seed, depth - 1));
                return v;
        default:
                v = json_array();
                for (uint32_t n = json_random(seed) % 6; n > 0; n--)
                        json_array_append_new(v, random_value(seed, depth - 1));
                return v;
        }
}

/* Labels of one kind, tallied as the truth. */
static json_t *
random_labels(uint32_t *seed, struct cw_tally *truth)
{
        static const char *const names[] = {"O", "O", "O", "B-PER", "I-PER", "B-\xc3\xa9\"\\", "\xe2\x82\xac"};
        const bool strings = json_random(seed) % 2 != 0;
        json_t *list = json_array(), *inner = list;
        for (uint32_t n = json_random(seed) % 40; n > 0; n--) {
                const char *name = names[json_random(seed) % 7];
                json_int_t id = json_random(seed) % 3 != 0 ? 0 : (json_int_t)(json_random(seed) % 2000) - 200;
                if (json_random(seed) % 50 == 0) {
                        inner = json_array();
                        json_array_append_new(list, inner);
                }
                json_array_append_new(inner, strings ? json_string(name) : json_integer(id));
                if (strings)
                        cw_tally_name(truth, name, strlen(name));
                else
                        cw_tally_run(truth, id, 1);
        }
        cw_tally_end_sequence(truth);
        return list;
}

static json_t *
random_record(uint32_t *seed, struct cw_tally *truth)
{
        static const char *const before[] = {"text", "tokens", "\"labels\"", "id", "x.labels"};
        json_t *r = json_object();
        for (uint32_t n = json_random(seed) % 4; n > 0; n--)
                json_object_set_new(r, before[json_random(seed) % 5], random_value(seed, 3));
        json_object_set_new(r, "labels", random_labels(seed, truth));
        for (uint32_t n = json_random(seed) % 3; n > 0; n--)
                json_object_set_new(r, before[json_random(seed) % 5], random_value(seed, 3));
        return r;
}

static void
expect_same(const struct cw_text_dialect *d, char *text, uint32_t seed, const char *expected)
{
        for (uint32_t cuts = 0; cuts < 3; cuts++) {
                struct json_run r = json_run(d, "labels", false, text, strlen(text), cuts == 0 ? 0 : seed + cuts);
                cr_assert_eq(r.status, CW_OK, "%s in %s", r.err.message, text);
                cr_assert_str_eq(r.counted, expected, "%s\n  is not %s\n  for %s", r.counted, expected, text);
                free(r.counted);
        }
        free(text);
}

Test(json, random_documents_against_jansson)
{
        static const size_t styles[] = {0,
                                        JSON_COMPACT,
                                        JSON_ENSURE_ASCII,
                                        JSON_ESCAPE_SLASH | JSON_ENSURE_ASCII,
                                        JSON_INDENT(2),
                                        JSON_INDENT(9) | JSON_COMPACT};
        for (uint32_t round = 0; round < 600; round++) {
                uint32_t seed = round * 7919 + 1;
                const size_t style = styles[round % CW_ARRAY_LEN(styles)];
                const uint64_t n_records = json_random(&seed) % 12;
                struct cw_tally truth;
                struct cw_buffer lines = {0};
                json_t *list = json_array();
                cr_assert_eq(cw_tally_init(&truth, NULL), CW_OK);
                for (uint64_t i = 0; i < n_records; i++) {
                        json_t *record = random_record(&seed, &truth);
                        char *line = json_dumps(record, style & ~(size_t)JSON_INDENT(31));
                        cw_buffer_printf(&lines, "%s\n", line);
                        free(line);
                        json_array_append_new(list, record);
                }
                char *expected = json_counted(&truth, n_records, false);
                expect_same(&cw_dialect_json, json_dumps(list, style), seed, expected);
                expect_same(&cw_dialect_jsonl, strdup(lines.data != NULL ? lines.data : ""), seed, expected);
                json_t *holder = json_pack("{s:i, s:o}", "version", 3, "rows", list);
                expect_same(&cw_dialect_json, json_dumps(holder, style), seed, expected);
                json_decref(holder);
                cw_buffer_free(&lines);
                cw_tally_free(&truth);
                free(expected);
        }
}
