/* SPDX-License-Identifier: MIT */
/*
 * The scanners of wider registers against the portable one, on jsonl and json: text made of all that matters to them, at
 * every place of a block of 64 bytes, sound and damaged, in one piece and cut.  Counts, places of unknown ids, verdicts,
 * their words and rows must be the same.
 */
#include "count/kernels.h"
#include "formats/text/json_labels.h"
#include "json_driver.h"

#include <criterion/criterion.h>
#include <inttypes.h>

enum { TEXT_MOST = 8192, TEXTS = 1500 };

struct text {
        char bytes[TEXT_MOST];
        size_t n;
        uint32_t seed;
};

static size_t
below(struct text *t, size_t n)
{
        return json_random(&t->seed) % n;
}

static void
put(struct text *t, const char *piece)
{
        const size_t n = strlen(piece);
        if (t->n + n > TEXT_MOST / 2)
                return;
        memcpy(t->bytes + t->n, piece, n);
        t->n += n;
}

static const char *
any(struct text *t, const char *const *of, size_t n)
{
        return of[below(t, n)];
}

#define ANY(t, of) any(t, of, CW_ARRAY_LEN(of))

/* A string's inside: what looks like structure, escapes, runs of backslashes of every length. */
static void
put_inside(struct text *t)
{
        static const char *const pieces[] = {"a",        "word ",    "\\\"",    "\\\\",
                                             "\\\\\\\"", "\\u20ac",  "[",       "]",
                                             "{",        "}",        ",",       ":",
                                             "\\n",      "\xC3\xA9", "\"k\":",  " ",
                                             "\\\\\\\\", "\\/",      "0, 1, 2", "longer text without anything in it"};
        for (size_t n = below(t, 12); n > 0; n--) {
                const char *piece = ANY(t, pieces);
                if (*piece != '"')
                        put(t, piece);
        }
}

static void
put_ids(struct text *t)
{
        static const char *const ids[] = {"0",   "0",   "0",   "1",   "2",   "9",    "10", "17",  "99",  "100",
                                          "106", "199", "200", "254", "255", "-100", "-1", "256", "300", "1000"};
        static const char *const odd[] = {"01",     "1e2",   "3.0",  "-0",    "1.5",   "-100 ",
                                          "",       " ",     "null", "007",   "-101",  "18446744073709551616",
                                          "[1, 2]", "\"O\"", "--1",  "1-100", "- 100", "+1"};
        static const char *const commas[] = {", ", ", ", ", ", ",", ",  ", " , ", ",\t"};
        const size_t usual = below(t, 4) == 0 ? CW_ARRAY_LEN(ids) : 16, style = below(t, 12);
        put(t, below(t, 20) == 0 ? "[ " : "[");
        for (size_t n = below(t, 60), i = 0; i < n; i++) {
                if (i > 0)
                        put(t, style < 9 ? ", " : style == 9 ? "," : ANY(t, commas));
                put(t, below(t, 200) == 0 ? ANY(t, odd) : any(t, ids, usual));
        }
        put(t, below(t, 20) == 0 ? " ]" : "]");
}

static void
put_names(struct text *t)
{
        static const char *const names[] = {"O",
                                            "O",
                                            "O",
                                            "B-PER",
                                            "I-PER",
                                            "B-VEHICLEIDENTIFICATIONNUMBER",
                                            "\\u00d6",
                                            "",
                                            "I-ACCOUNTNUMBER",
                                            "a label of more than thirty-two bytes, for once",
                                            "[\xC3\x96], {",
                                            ", ",
                                            "P",
                                            ""};
        static const char *const commas[] = {",", ",  ", " , ", ",\t", "", " ", ",,"};
        const bool usual = below(t, 3) > 0;
        put(t, below(t, 20) == 0 ? "[ " : "[");
        for (size_t n = below(t, 60), i = 0; i < n; i++) {
                put(t, i == 0 ? "" : below(t, 300) == 0 ? ANY(t, commas) : below(t, 8) == 0 ? "," : ", ");
                if (!usual && below(t, 100) == 0) {
                        put(t, below(t, 2) == 0 ? "1" : "[\"O\"]");
                        continue;
                }
                put(t, "\"");
                put(t, usual ? any(t, names, 6) : ANY(t, names));
                put(t, "\"");
        }
        put(t, below(t, 20) == 0 ? " ]" : below(t, 60) == 0 ? ", ]" : "]");
}

static void
put_value(struct text *t, unsigned depth)
{
        static const char *const scalars[] = {"1", "-2.5e3", "true", "null", "NaN", "\"\"", "[]", "{}"};
        switch (below(t, depth == 0 ? 3 : 6)) {
        case 0:
                put(t, ANY(t, scalars));
                break;
        case 1:
        case 2:
                put(t, "\"");
                put_inside(t);
                put(t, "\"");
                break;
        case 3:
                put(t, "[");
                put_value(t, depth - 1);
                put(t, ", ");
                put_value(t, depth - 1);
                put(t, "]");
                break;
        case 4:
                put(t, "{\"in\": ");
                put_value(t, depth - 1);
                put(t, "}");
                break;
        default:
                put_ids(t);
        }
}

/* Members in front of the labels: the same ones in most records of a text, since the scanners remember what stood there. */
static void
put_others(struct text *t, size_t n, size_t which)
{
        static const char *const keys[] = {
                "\"text\": ",
                "\"tokens\":",
                "\"k2\" : ",
                "\"\": ",
                "\"a\\u006b\": ",
                "\"\\u006b\": ",
                "\"k\": ",
                "\"text\":  ",
                "\"a key that is so long that what stands between two values is not remembered\": "};
        for (size_t i = 0; i < n; i++) {
                put(t, keys[(which + i) % CW_ARRAY_LEN(keys)]);
                put_value(t, 3);
                put(t, ", ");
        }
}

static void
put_record(struct text *t, size_t n_others, size_t which)
{
        put(t, "{");
        if (below(t, 6) == 0)
                put_others(t, below(t, 12), below(t, 9));
        else
                put_others(t, n_others, which);
        if (below(t, 100) > 0) {
                put(t, below(t, 30) == 0 ? "\"k\" : " : "\"k\": ");
                if (below(t, 3) == 0)
                        put_names(t);
                else
                        put_ids(t);
                put(t, ", ");
        }
        put(t, below(t, 100) == 0 ? "\"end\": 1} x" : "\"end\": 1}");
}

/* Changes some bytes: nearly sound text is where scanners differ. */
static void
damage(struct text *t)
{
        static const char bytes[] = "\"\\[]{},: \n\r0-1\x01";
        for (size_t n = 1 + below(t, 3); n > 0 && t->n > 0; n--)
                t->bytes[below(t, t->n)] = bytes[below(t, sizeof(bytes))];
}

static void
make_text(struct text *t, bool json, uint32_t seed)
{
        *t = (struct text){.seed = seed * 2654435761U};
        const char *const end = json ? ",\n" : below(t, 2) == 0 ? "\n" : "\r\n";
        if (json)
                put(t, "[");
        const size_t n_others = below(t, 4), which = below(t, 9);
        for (size_t n = 1 + below(t, 6), i = 0; i < n; i++) {
                put(t, i > 0 ? end : "");
                put_record(t, n_others, which);
        }
        put(t, json ? "]" : "\n");
        if (below(t, 3) == 0)
                damage(t);
}

static void
expect_same(const struct cw_kernel *kernel, const struct cw_text_dialect *d, const void *learnt, const struct text *t)
{
        const struct json_rules rules[] = {
                {kernel, 0, true}, {kernel, 107, true}, {kernel, 255, false}, {kernel, 1, true}};
        const uint32_t seeds[] = {0, 1 + t->seed % 1000};
        for (size_t i = 0; i < CW_ARRAY_LEN(rules); i++) {
                struct json_rules portable = rules[i];
                portable.kernel = &cw_kernel_scalar;
                for (size_t k = 0; k < 2 * CW_ARRAY_LEN(seeds); k++) {
                        const uint32_t seed = seeds[k / 2];
                        struct json_run want = json_decode_by(&portable, d, learnt, k % 2, t->bytes, t->n, seed);
                        struct json_run got = json_decode_by(&rules[i], d, learnt, k % 2, t->bytes, t->n, seed);
                        cr_assert_eq(got.status, want.status, "%s: %s, expected %s, for\n%.*s", kernel->name,
                                     got.err.message, want.err.message, (int)t->n, t->bytes);
                        cr_assert_str_eq(got.counted, want.counted, "%s: %s\nexpected %s\nfor\n%.*s", kernel->name,
                                         got.counted, want.counted, (int)t->n, t->bytes);
                        if (want.status != CW_OK) {
                                cr_assert_str_eq(got.err.message, want.err.message, "%s", kernel->name);
                                cr_assert_eq(got.err.row, want.err.row, "%s", kernel->name);
                        }
                        free(want.counted);
                        free(got.counted);
                }
        }
}

static void
compare_kernels(const struct cw_text_dialect *d, bool json)
{
        const struct cw_read_options o = {.column = "k"};
        const char *column = NULL;
        void *learnt = NULL;
        const char *const sample = json ? "[" : "";
        cr_assert_eq(d->learn(&o, sample, strlen(sample), false, &learnt, &column, NULL), CW_OK);
        for (uint32_t seed = 1; seed <= TEXTS; seed++) {
                struct text t;
                const struct cw_kernel *kernel;
                make_text(&t, json, seed);
                for (size_t i = 0; (kernel = cw_kernel_at(i)) != NULL; i++) {
                        if (kernel != &cw_kernel_scalar && kernel->usable())
                                expect_same(kernel, d, learnt, &t);
                }
        }
        d->forget(learnt);
}

Test(scan_json, jsonl_by_every_kernel)
{
        compare_kernels(&cw_dialect_jsonl, false);
}

Test(scan_json, json_by_every_kernel)
{
        compare_kernels(&cw_dialect_json, true);
}

/* Id number i of a list of n: some are ignored, and the last one is no plain id at times. */
static int
id_at(unsigned i, unsigned n, int last)
{
        return i + 1 == n && last != 0 ? last : i % 7 == 3 ? -100 : (int)(i % 251);
}

static void
count_list(const struct cw_kernel *kernel, struct cw_json_scratch *s, unsigned n, int last)
{
        static const int64_t ignored[] = {-100};
        char text[8 + 300 * 6 + CW_TEXT_PAD] = "{\"k\": [";
        size_t at = strlen(text);
        const size_t begin = at - 1;
        uint64_t want[512] = {0};
        struct cw_tally t;
        cr_assert_eq(cw_tally_init(&t, NULL), CW_OK);
        t.kernel = kernel;
        t.ignore = ignored;
        t.n_ignore = 1;
        for (unsigned i = 0; i < n; i++) {
                at += (size_t)sprintf(text + at, "%s%d", i == 0 ? "" : ", ", id_at(i, n, last));
                want[256 + id_at(i, n, last)]++;
        }
        text[at++] = ']';
        struct cw_json_cursor c = {.at = text + begin, .end = text + at};
        cw_json_scratch_begin(s, &t);
        cr_assert(cw_json_labels(&c, s, &t));
        cw_json_scratch_end(s, &t);
        for (int id = -128; id < 256; id++)
                cr_assert_eq(cw_histogram_get(&t.ids, id), want[256 + id], "%s, %u ids, id %d", kernel->name, n, id);
        cr_assert_eq(t.sequences, 1);
        cw_tally_free(&t);
}

/* Lists of every length, and so with their end at every place of a block; what they add up to is written out. */
Test(scan_json, lists_of_every_length)
{
        static const int lasts[] = {0, -7, -10, -101, 250, 255};
        const struct cw_kernel *kernel;
        struct cw_json_scratch *const s = malloc(sizeof(*s));
        for (size_t k = 0; (kernel = cw_kernel_at(k)) != NULL; k++) {
                for (unsigned n = 1; kernel->usable() && n < 300; n++) {
                        for (size_t i = 0; i < CW_ARRAY_LEN(lasts); i++)
                                count_list(kernel, s, n, lasts[i]);
                }
        }
        free(s);
}

/* Name number i of a list: O, which is counted unseen once it is known, and names of every length. */
static size_t
name_at(char name[80], unsigned i)
{
        const unsigned nbytes = i % 5 < 3 ? 1 : (i * 7) % 71;
        memset(name, i % 5 < 3 ? 'O' : 'a' + (int)(i % 23), nbytes);
        name[nbytes] = '\0';
        return nbytes;
}

static void
count_names(const struct cw_kernel *kernel, struct cw_json_scratch *s, unsigned n, unsigned lead)
{
        static char text[64 + 1100 * 80 + CW_TEXT_PAD];
        const char name_of_o[] = "O";
        char name[80];
        size_t at = lead;
        uint64_t want = 0;
        struct cw_tally t;
        cr_assert_eq(cw_tally_init(&t, NULL), CW_OK);
        t.kernel = kernel;
        memset(text, ' ', lead);
        text[at++] = '[';
        for (unsigned i = 0; i < n; i++) {
                want += name_at(name, i) == 1 && *name == 'O';
                at += (size_t)sprintf(text + at, "%s\"%s\"", i == 0 ? "" : ", ", name);
        }
        text[at++] = ']';
        for (int twice = 0; twice < 2; twice++) {
                struct cw_json_cursor c = {.at = text + lead, .end = text + at};
                cw_json_scratch_begin(s, &t);
                cr_assert(cw_json_labels(&c, s, &t));
                cw_json_scratch_end(s, &t);
        }
        uint64_t all = 0;
        for (size_t i = 0; i < t.names.n; i++)
                all += t.name_tokens[i];
        cr_assert_eq(all, 2 * n, "%s, %u names: %llu", kernel->name, n, (unsigned long long)all);
        cr_assert_eq(t.name_tokens[cw_intern_find(&t.names, name_of_o, 1)], 2 * want);
        for (unsigned i = 0; i < n && i < 23 * 71; i++) {
                const size_t nbytes = name_at(name, i);
                const uint32_t number = cw_intern_find(&t.names, name, nbytes);
                cr_assert_neq(number, UINT32_MAX, "%s, name %u of %u", kernel->name, i, n);
                cr_assert_leq(t.name_first[number].position, i);
                char same[80];
                cr_assert_eq(name_at(same, (unsigned)t.name_first[number].position), nbytes);
                cr_assert_str_eq(same, name);
        }
        cw_tally_free(&t);
}

/* Lists that begin at every place of a block, some of them too long for the shortcut. */
Test(scan_json, lists_of_names)
{
        static const unsigned lengths[] = {1, 2, 3, 5, 8, 30, 64, 200, 1024, 1100};
        const struct cw_kernel *kernel;
        struct cw_json_scratch *const s = malloc(sizeof(*s));
        for (size_t k = 0; (kernel = cw_kernel_at(k)) != NULL; k++) {
                for (unsigned lead = 4; kernel->usable() && lead < 68; lead++) {
                        for (size_t i = 0; i < CW_ARRAY_LEN(lengths); i++)
                                count_names(kernel, s, lengths[i], lead);
                }
        }
        free(s);
}

/* The same byte by byte, for one of the two cases. */
static struct cw_text_survey
survey_slowly(const char *text, size_t n, bool escaped, int which)
{
        struct cw_text_survey s = {.ends_escaped = escaped};
        bool inside = which == 1;
        for (size_t i = 0; i < n; i++) {
                const bool taken = s.ends_escaped;
                s.ends_escaped = !taken && text[i] == '\\';
                if (!taken && text[i] == '"')
                        inside = !inside;
                if (inside)
                        continue;
                s.depth[which] += (text[i] == '[' || text[i] == '{') - (text[i] == ']' || text[i] == '}');
                s.least[which] = s.depth[which] < s.least[which] ? s.depth[which] : s.least[which];
        }
        s.flips = inside != (which == 1);
        return s;
}

Test(scan_json, survey_of_any_piece)
{
        static const char bytes[] = "\"\"\\\\\\[]{}|aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
        const struct cw_kernel *kernel;
        char text[400];
        uint32_t seed = 7;
        for (int round = 0; round < 20000; round++) {
                const size_t n = json_random(&seed) % (sizeof(text) - CW_TEXT_PAD), sparse = json_random(&seed) % 40;
                for (size_t i = 0; i < sizeof(text); i++)
                        text[i] = bytes[json_random(&seed) % (sizeof(bytes) - 1 - sparse)];
                const bool escaped = json_random(&seed) % 2 == 0;
                const struct cw_text_survey a = survey_slowly(text, n, escaped, 0),
                                            b = survey_slowly(text, n, escaped, 1);
                for (size_t k = 0; (kernel = cw_kernel_at(k)) != NULL; k++) {
                        struct cw_text_survey s;
                        if (!kernel->usable())
                                continue;
                        cw_scan_for(kernel)->survey(text, n, escaped, &s);
                        cr_assert_eq(s.flips, a.flips, "%s: %.*s", kernel->name, (int)n, text);
                        cr_assert_eq(s.ends_escaped, a.ends_escaped, "%s: %.*s", kernel->name, (int)n, text);
                        cr_assert(s.depth[0] == a.depth[0] && s.least[0] == a.least[0], "%s: %.*s", kernel->name,
                                  (int)n, text);
                        cr_assert(s.depth[1] == b.depth[1] && s.least[1] == b.least[1], "%s: %.*s", kernel->name,
                                  (int)n, text);
                }
        }
}
