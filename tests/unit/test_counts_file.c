/* SPDX-License-Identifier: MIT */
/*
 * Counts files: what is read, the round trip through the writer (names of any bytes included), every way in which a
 * file can be wrong with its verdict, recognition, sealing, and each allocation failing in turn.
 */
#include "store/counts_file.h"

#include "base/hash.h"
#include "weigh_fixture.h"
#include "write/json_write.h"

static struct cw_counts *
parse(const char *text)
{
        struct cw_counts *c = NULL;
        struct cw_error err;
        const cw_status status = cw_counts_file_parse(text, strlen(text), &c, &err);
        cr_assert_eq(status, CW_OK, "%s", err.message);
        return c;
}

static void
assert_refused(const char *text, cw_status wanted, const char *words)
{
        struct cw_counts *c = (struct cw_counts *)&c;
        struct cw_error err;
        const cw_status status = cw_counts_file_parse(text, strlen(text), &c, &err);
        cr_assert_eq(status, wanted, "status %d for %s", (int)status, text);
        cr_assert_null(c);
        ASSERT_SAYS(err.message, words);
        cr_assert_null(strchr(err.message, '\n'));
}

static void assert_round_trip(const struct cw_counts *c);

/* The head of a file whose labels follow. */
#define HEAD "{\"format\": \"counterweight-counts\", \"version\": 1, "

static const char whole[] = HEAD
        "\"tokens\": 6200000, \"ignored\": 200003, \"sequences\": 100000, \"shards\": 12, \"unknown\": 4,\n"
        " \"rows_skipped\": 5, \"shards_failed\": 6, \"id_source\": \"names\", \"column\": \"ner_tags\",\n"
        " \"command\": \"counterweight count x\", \"labels\": [{\"id\": 0, \"name\": \"O\", \"tokens\": 5200000},\n"
        " {\"id\": 1, \"name\": \"B-PS,\", \"tokens\": 1000000}, {\"id\": 7, \"name\": null, \"tokens\": 0}],\n"
        " \"ignored_ids\": {\"-1\": 3, \"-100\": 200000, \"5\": 0}, \"shard_counts\": [\n"
        " {\"name\": \"a.zst\", \"sequences\": 9, \"ignored\": 8, \"tokens\": [5200000, 1, 0]},\n"
        " {\"name\": \"b.zst\", \"tokens\": [0, 999999, 0]}], \"a key of tomorrow\": {\"x\": [1.5]}}\n";

Test(counts_file, everything_is_read)
{
        struct cw_counts *c = parse(whole);
        cr_assert_eq(c->n_labels, 3);
        cr_assert_eq(c->labels[1].id, 1);
        cr_assert_str_eq(c->labels[1].name, "B-PS,");
        cr_assert_eq(c->labels[1].tokens, 1000000);
        cr_assert_eq(c->labels[2].id, 7);
        cr_assert_null(c->labels[2].name);
        cr_assert_eq(c->n_ignored, 2);
        cr_assert(c->ignored[0].id == -100 && c->ignored[0].tokens == 200000);
        cr_assert(c->ignored[1].id == -1 && c->ignored[1].tokens == 3);
        cr_assert(c->totals.tokens == 6200000 && c->totals.ignored == 200003 && c->totals.sequences == 100000);
        cr_assert(c->totals.shards == 12 && c->totals.unknown == 4 && c->totals.rows_skipped == 5);
        cr_assert_eq(c->totals.shards_failed, 6);
        cr_assert(c->ids_from_names);
        cr_assert_str_eq(c->column, "ner_tags");
        cr_assert_str_eq(c->command, "counterweight count x");
        cr_assert_eq(c->n_shard_rows, 2);
        cr_assert_str_eq(c->shard_rows[0].name, "a.zst");
        cr_assert(c->shard_rows[0].sequences == 9 && c->shard_rows[0].ignored == 8 && c->shard_rows[1].sequences == 0);
        cr_assert(c->shard_rows[0].tokens[0] == 5200000 && c->shard_rows[1].tokens[1] == 999999);
        cr_assert_not_null(c->labels_hash);
        cr_assert_eq(strlen(c->fingerprint), 32);
        cw_counts_free(&c);
}

Test(counts_file, the_least_that_must_be_there)
{
        struct cw_counts *c = parse(HEAD "\"tokens\": 0, \"labels\": []}");
        cr_assert(c->n_labels == 0 && c->n_ignored == 0 && c->totals.ignored == 0 && !c->ids_from_names);
        cr_assert_null(c->labels_hash);
        cr_assert_null(c->shard_rows);
        cw_counts_free(&c);
        c = parse(HEAD "\"tokens\": 0, \"ignored\": 7, \"labels\": []}");
        cr_assert_eq(c->totals.ignored, 7);
        cr_assert_eq(cw_counts_seal(c, NULL), CW_OK);
        assert_round_trip(c);
        cw_counts_free(&c);
}

Test(counts_file, a_weights_file_holds_counts_too)
{
        struct cw_counts *c =
                parse("{\"format\": \"counterweight-weights\", \"version\": 1, \"scheme\": \"inverse\", \"tokens\": 3, "
                      "\"labels\": [{\"id\": 0, \"name\": \"O\", \"tokens\": 3, \"weight\": 1.0}]}");
        cr_assert_eq(c->labels[0].tokens, 3);
        cw_counts_free(&c);
}

Test(counts_file, the_largest_numbers)
{
        struct cw_counts *c =
                parse(HEAD "\"tokens\": 9223372036854775807, \"labels\": [{\"id\": -9223372036854775808, "
                           "\"tokens\": 0}, {\"id\": 9223372036854775807, \"tokens\": 9223372036854775807}]}");
        cr_assert(c->labels[0].id == INT64_MIN && c->labels[1].id == INT64_MAX);
        cr_assert_eq(c->totals.tokens, INT64_MAX);
        cw_counts_free(&c);
}

Test(counts_file, a_byte_order_mark_is_skipped)
{
        struct cw_counts *c = parse("\xEF\xBB\xBF" HEAD "\"tokens\": 0, \"labels\": []}");
        cr_assert_eq(c->n_labels, 0);
        cw_counts_free(&c);
}

/* ---- refusals ----------------------------------------------------------------------------------------------- */

Test(counts_file, what_is_wrong_is_refused_with_its_verdict)
{
        static const struct {
                cw_status status;
                const char *words, *text;
        } cases[] = {
                {CW_E_TRUNCATED, "cut off", HEAD "\"tokens\": 0, \"labels\": ["},
                {CW_E_TRUNCATED, "cut off", ""},
                {CW_E_CORRUPT, "expected JSON", HEAD "\"tokens\": 0, \"labels\": [}}"},
                {CW_E_CORRUPT, "line 2", "{\n]"},
                {CW_E_CORRUPT, "expected JSON", HEAD "\"tokens\": 0, \"labels\": []} x"},
                {CW_E_CORRUPT, "expected JSON", HEAD "\"tokens\": 0, \"column\": \"a\\u0000b\", \"labels\": []}"},
                {CW_E_CORRUPT, "expected JSON", HEAD "\"tokens\": 0, \"column\": \"\xE9\", \"labels\": []}"},
                {CW_E_CORRUPT, "found one twice", HEAD "\"tokens\": 0, \"tokens\": 0, \"labels\": []}"},
                {CW_E_CORRUPT, "no counts file", "[]"},
                {CW_E_CORRUPT, "no counts file", "{\"format\": \"something\", \"version\": 1}"},
                {CW_E_UNSUPPORTED, "newer", "{\"format\": \"counterweight-counts\", \"version\": 2}"},
                {CW_E_CORRUPT, "version", "{\"format\": \"counterweight-counts\", \"version\": 0}"},
                {CW_E_CORRUPT, "version", "{\"format\": \"counterweight-counts\"}"},
                {CW_E_UNSUPPORTED, "2^63-1", HEAD "\"tokens\": 9223372036854775808, \"labels\": []}"},
                {CW_E_CORRUPT, "\"tokens\", found nothing", HEAD "\"labels\": []}"},
                {CW_E_CORRUPT, "\"labels\", found nothing", HEAD "\"tokens\": 0}"},
                {CW_E_CORRUPT, "found 3", HEAD "\"tokens\": 3, \"labels\": [{\"id\": 0, \"tokens\": 2}]}"},
                {CW_E_CORRUPT, "labels[0]: expected a count at \"tokens\", found -2",
                 HEAD "\"tokens\": 0, \"labels\": [{\"id\": 0, \"tokens\": -2}]}"},
                {CW_E_CORRUPT, "no integer", HEAD "\"tokens\": 2, \"labels\": [{\"id\": 0, \"tokens\": 2.0}]}"},
                {CW_E_CORRUPT, "a string", HEAD "\"tokens\": 2, \"labels\": [{\"id\": 0, \"tokens\": \"2\"}]}"},
                {CW_E_CORRUPT, "labels[0]: expected an integer at \"id\", found nothing",
                 HEAD "\"tokens\": 2, \"labels\": [2]}"},
                {CW_E_CORRUPT, "found 1 after 1",
                 HEAD "\"tokens\": 2, \"labels\": [{\"id\": 1, \"tokens\": 2}, {\"id\": 1, \"tokens\": 0}]}"},
                {CW_E_CORRUPT, "found 0 after 1",
                 HEAD "\"tokens\": 2, \"labels\": [{\"id\": 1, \"tokens\": 2}, {\"id\": 0, \"tokens\": 0}]}"},
                {CW_E_CORRUPT, "ids 0 and 2",
                 HEAD
                 "\"tokens\": 0, \"labels\": [{\"id\": 0, \"name\": \"X\", \"tokens\": 0}, {\"id\": 1, \"tokens\": 0}, "
                 "{\"id\": 2, \"name\": \"X\", \"tokens\": 0}]}"},
                {CW_E_CORRUPT, "a string at \"name\"",
                 HEAD "\"tokens\": 0, \"labels\": [{\"id\": 0, \"name\": 7, \"tokens\": 0}]}"},
                {CW_E_CORRUPT, "\"ignored\"",
                 HEAD "\"tokens\": 0, \"ignored\": 1, \"labels\": [], \"ignored_ids\": {\"-1\": 2}}"},
                {CW_E_CORRUPT, "decimal ids", HEAD "\"tokens\": 0, \"labels\": [], \"ignored_ids\": {\"-0\": 1}}"},
                {CW_E_CORRUPT, "decimal ids", HEAD "\"tokens\": 0, \"labels\": [], \"ignored_ids\": {\" 1\": 1}}"},
                {CW_E_CORRUPT, "decimal ids", HEAD "\"tokens\": 0, \"labels\": [], \"ignored_ids\": {\"\": 1}}"},
                {CW_E_CORRUPT, "decimal ids",
                 HEAD "\"tokens\": 0, \"labels\": [], \"ignored_ids\": {\"9223372036854775808\": 1}}"},
                {CW_E_CORRUPT, "an object", HEAD "\"tokens\": 0, \"labels\": [], \"ignored_ids\": []}"},
                {CW_E_CORRUPT, "below 2^64",
                 HEAD "\"tokens\": 0, \"labels\": [], \"ignored_ids\": {\"-1\": 9223372036854775807, \"-2\": "
                      "9223372036854775807, \"-3\": 2}}"},
                {CW_E_DATA, "2^64-1",
                 HEAD
                 "\"tokens\": 0, \"labels\": [{\"id\": 0, \"tokens\": 9223372036854775807}, {\"id\": 1, \"tokens\": "
                 "9223372036854775807}, {\"id\": 2, \"tokens\": 2}]}"},
                {CW_E_CORRUPT, "id_source", HEAD "\"tokens\": 0, \"labels\": [], \"id_source\": \"nmes\"}"},
                {CW_E_CORRUPT, "shard_counts[0]: expected a list of 0 counts",
                 HEAD "\"tokens\": 0, \"labels\": [], \"shard_counts\": [{\"name\": \"a\", \"tokens\": [1]}]}"},
                {CW_E_CORRUPT, "shard_counts[0]: expected a string at \"name\"",
                 HEAD "\"tokens\": 0, \"labels\": [], \"shard_counts\": [{\"tokens\": []}]}"},
                {CW_E_CORRUPT, "shard_counts[1]: expected the shards to have at most 5 tokens of id 3",
                 HEAD "\"tokens\": 5, \"labels\": [{\"id\": 3, \"tokens\": 5}], \"shard_counts\": [{\"name\": \"a\", "
                      "\"tokens\": [4]}, {\"name\": \"b\", \"tokens\": [2]}]}"},
                {CW_E_CORRUPT, "fingerprint",
                 HEAD "\"tokens\": 0, \"labels\": [], \"fingerprint\": \"00000000000000000000000000000000\"}"},
        };
        for (size_t i = 0; i < CW_ARRAY_LEN(cases); i++)
                assert_refused(cases[i].text, cases[i].status, cases[i].words);
}

Test(counts_file, cut_anywhere_it_is_refused)
{
        /* The last byte is a line break, which may be missing. */
        for (size_t n = 0; n + 2 < sizeof(whole); n++) {
                struct cw_counts *c = NULL;
                char *part = malloc(n + 1);
                memcpy(part, whole, n);
                const cw_status status = cw_counts_file_parse(part, n, &c, NULL);
                cr_assert(status == CW_E_TRUNCATED || status == CW_E_CORRUPT, "%zu bytes: %d", n, (int)status);
                cr_assert_null(c);
                free(part);
        }
}

Test(counts_file, deep_nesting_is_refused)
{
        enum { DEPTH = 100000 };
        char *text = malloc(DEPTH + 1);
        memset(text, '[', DEPTH);
        text[DEPTH] = '\0';
        assert_refused(text, CW_E_CORRUPT, "expected JSON");
        free(text);
}

/* ---- the round trip ----------------------------------------------------------------------------------------- */

static void
assert_same(const struct cw_counts *a, const struct cw_counts *b)
{
        cr_assert_eq(a->n_labels, b->n_labels);
        for (size_t i = 0; i < a->n_labels; i++) {
                cr_assert(a->labels[i].id == b->labels[i].id && a->labels[i].tokens == b->labels[i].tokens);
                cr_assert_eq(a->labels[i].name == NULL, b->labels[i].name == NULL);
                if (a->labels[i].name != NULL)
                        cr_assert_str_eq(a->labels[i].name, b->labels[i].name);
        }
        cr_assert_eq(a->n_shard_rows, b->n_shard_rows);
        for (size_t i = 0; i < a->n_shard_rows; i++) {
                cr_assert_str_eq(a->shard_rows[i].name, b->shard_rows[i].name);
                cr_assert_arr_eq(a->shard_rows[i].tokens, b->shard_rows[i].tokens, a->n_labels * sizeof(uint64_t));
        }
        cr_assert_str_eq(a->fingerprint, b->fingerprint);
}

static void
assert_round_trip(const struct cw_counts *c)
{
        struct cw_buffer out = {0};
        cw_json_write_counts(c, &out);
        cr_assert_not(out.failed);
        cr_assert(cw_counts_file_probe(out.data, out.n));
        struct cw_counts *again = parse(out.data);
        assert_same(c, again);
        cw_counts_free(&again);
        cw_buffer_free(&out);
}

Test(counts_file, round_trip)
{
        struct cw_counts *c = parse(whole);
        assert_round_trip(c);
        cw_counts_free(&c);
        c = counts_of(seed, N_SEED);
        cr_assert_eq(cw_counts_seal(c, NULL), CW_OK);
        assert_round_trip(c);
        cw_counts_free(&c);
}

Test(counts_file, round_trip_of_weights)
{
        struct cw_counts *c = counts_of(muted, N_MUTED);
        struct cw_weigh_options o;
        struct cw_weights *w = NULL;
        struct cw_buffer out = {0};
        cr_assert_eq(cw_counts_seal(c, NULL), CW_OK);
        cw_weigh_options_init(&o);
        o.unseen = CW_UNSEEN_OMIT;
        cr_assert_eq(cw_weigh(c, &o, &w, NULL), CW_OK);
        cw_json_write_weights(w, &out);
        cr_assert(cw_counts_file_probe(out.data, out.n));
        struct cw_counts *again = parse(out.data);
        assert_same(c, again);
        cw_counts_free(&again);
        cw_buffer_free(&out);
        cw_weights_free(&w);
        cw_counts_free(&c);
}

Test(counts_file, names_of_any_bytes_stay_distinct_and_equal)
{
        static const struct label odd[] = {
                {"caf\xC3\xA9", 1},
                {"caf\xE9", 2},
                {"caf\xEF\xBF\xBD", 3},
                {"caf\xEF\xBF\xBD"
                 "E9",
                 4},
                {"\xED\xB3\xA9", 5},
                {"\\udce9", 6},
                {"\xF0\x9F\x98\x80", 7},
                {"\xF0\x9F\x98", 8},
                {"", 9},
                {"\"\\/\b\n\r\t\x1f", 10},
                {"\xFF\xFE", 11},
                {"636166e9", 12},
                {"a\x7f\xC2\x80", 13},
                {"\xC0\x80", 14},
        };
        struct cw_counts *c = counts_of(odd, CW_ARRAY_LEN(odd));
        cr_assert_eq(cw_counts_seal(c, NULL), CW_OK);
        assert_round_trip(c);
        cw_counts_free(&c);
}

Test(counts_file, name_hex_must_be_hex)
{
        static const char *const bad[] = {"\"\"", "\"e\"", "\"e9e\"", "\"xx\"", "\"e900\"", "\"e9 41\"", "null", "7"};
        for (size_t i = 0; i < CW_ARRAY_LEN(bad); i++) {
                char text[256];
                snprintf(text, sizeof(text),
                         HEAD
                         "\"tokens\": 0, \"labels\": [{\"id\": 0, \"name\": \"x\", \"name_hex\": %s, \"tokens\": 0}]}",
                         bad[i]);
                assert_refused(text, CW_E_CORRUPT, "\"name_hex\"");
        }
        struct cw_counts *c =
                parse(HEAD "\"tokens\": 0, \"labels\": [{\"id\": 0, \"name\": \"x\", \"name_hex\": \"41Ee\", "
                           "\"tokens\": 0}]}");
        cr_assert_str_eq(c->labels[0].name, "A\xEE");
        cw_counts_free(&c);
}

Test(counts_file, a_changed_count_is_found_even_if_the_sum_is_right)
{
        struct cw_counts *c = counts_of(seed, N_SEED);
        struct cw_buffer out = {0};
        cr_assert_eq(cw_counts_seal(c, NULL), CW_OK);
        cw_json_write_counts(c, &out);
        char *a = strstr(out.data, "\"tokens\": 25000"), *b = strstr(out.data, "\"tokens\": 12000");
        cr_assert(a != NULL && b != NULL);
        memcpy(a, "\"tokens\": 12000", 15);
        memcpy(b, "\"tokens\": 25000", 15);
        assert_refused(out.data, CW_E_CORRUPT, "take that key out");
        cw_buffer_free(&out);
        cw_counts_free(&c);
}

/* ---- recognition -------------------------------------------------------------------------------------------- */

static bool
probe(const char *text)
{
        /* On the heap, so that a read past the end is found. */
        const size_t n = strlen(text);
        char *copy = malloc(n);
        memcpy(copy, text, n);
        const bool is = cw_counts_file_probe(copy, n);
        free(copy);
        return is;
}

Test(counts_file, recognition)
{
        cr_assert(probe(whole));
        cr_assert(probe("{\"format\":\"counterweight-counts\""));
        cr_assert(probe("\xEF\xBB\xBF \n{ \"format\" :\n\"counterweight-weights\""));
        cr_assert(probe("{\"column\": \"format\", \"command\": \"x\", \"format\": \"counterweight-counts\""));
        cr_assert_not(probe("x"));
        cr_assert_not(probe("{\"format\""));
        cr_assert_not(probe("{\"format\": \"counterweight-count\""));
        cr_assert_not(probe("[{\"format\": \"counterweight-counts\"}]"));
        cr_assert_not(probe("{\"tokens\": [\"counterweight-counts\", \"x\"], \"labels\": [0, 1]}"));
        cr_assert_not(probe("{\"text\": \"say \\\"format\\\": \\\"counterweight-counts\\\"\"}"));
        cr_assert_not(probe("\"format\": \"counterweight-counts\""));
        cr_assert_not(cw_counts_file_probe("{", 0));
}

/* ---- sealing ------------------------------------------------------------------------------------------------ */

static void
assert_fingerprint(struct cw_counts *c, const char *other, bool same)
{
        cr_assert_eq(cw_counts_seal(c, NULL), CW_OK);
        cr_assert_eq(strcmp(c->fingerprint, other) == 0, same);
}

Test(counts_file, the_fingerprint_depends_on_the_counts_and_nothing_else)
{
        struct cw_counts *c = parse(whole), *b = parse(whole);
        const char *first = b->fingerprint;
        c->totals.shards = 1;
        c->totals.seconds = 5;
        c->totals.bytes = 99;
        c->totals.sequences++;
        assert_fingerprint(c, first, true);
        c->labels[2].id++;
        assert_fingerprint(c, first, false);
        c->labels[2].id--;
        c->labels[1].name[0] = 'I';
        assert_fingerprint(c, first, false);
        cr_assert_str_neq(c->labels_hash, b->labels_hash);
        c->labels[1].name[0] = 'B';
        c->labels[2].name = strdup("");
        assert_fingerprint(c, first, false);
        free(c->labels[2].name);
        c->labels[2].name = NULL;
        c->ignored[0].tokens++;
        assert_fingerprint(c, first, false);
        c->ignored[0].tokens--;
        assert_fingerprint(c, first, true);
        cr_assert_str_eq(c->labels_hash, b->labels_hash);
        cw_counts_free(&c);
        cw_counts_free(&b);
}

Test(counts_file, the_hash_of_the_labels_is_that_of_its_lines)
{
        static const struct label labels[] = {{"O", 1}, {NULL, 2}, {"B-X", 0}};
        struct cw_counts *c = counts_of(labels, 3);
        char hex[33];
        cw_digest_hex(cw_hash128("0\tO\n2\tB-X\n", 10), hex);
        cr_assert_eq(cw_counts_seal(c, NULL), CW_OK);
        cr_assert_str_eq(c->labels_hash, hex);
        cr_assert_eq(c->totals.tokens, 3);
        cw_counts_free(&c);
}

/* ---- memory ------------------------------------------------------------------------------------------------- */

Test(counts_file, every_allocation_may_fail)
{
        cw_status status = CW_E_MEMORY;
        long n = 0;
        while (status != CW_OK) {
                struct cw_counts *c = NULL;
                struct cw_error err;
                cw_memory_fail_at(++n);
                status = cw_counts_file_parse(whole, sizeof(whole) - 1, &c, &err);
                cw_memory_fail_at(0);
                cr_assert(status == CW_OK || (status == CW_E_MEMORY && c == NULL));
                cw_counts_free(&c);
        }
        cr_assert_gt(n, 12);
}
