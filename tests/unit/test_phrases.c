/* SPDX-License-Identifier: MIT */
/*
 * Phrase-coded shards: the dictionary and its damage, training, coding against a greedy parse written out, counting without
 * spelling out, round trips, places of unknown ids, and the same bytes however many threads pack.
 */
#include "shard_rig.h"

#include "count/tally.h"
#include "formats/shard/phrase_coder.h"
#include "formats/shard/phrase_train.h"

#include <pthread.h>

static uint64_t seed = 0x9E3779B97F4A7C15;

/* Spans: O for a while, B-X, some I-X.  Symbols 0 .. n-1, O being 0. */
static void
fill_spans(uint8_t *symbols, size_t n, unsigned n_symbols)
{
        unsigned inside = 0;
        for (size_t i = 0; i < n; i++) {
                if (inside != 0 && rig_random(&seed) % 3 != 0)
                        inside = (inside | 1) < n_symbols ? inside | 1 : inside;
                else
                        inside = rig_random(&seed) % 12 == 0 ? (unsigned)(rig_random(&seed) % n_symbols) & ~1u : 0;
                symbols[i] = (uint8_t)inside;
        }
}

static void
fill_uniform(uint8_t *symbols, size_t n, unsigned n_symbols)
{
        for (size_t i = 0; i < n; i++)
                symbols[i] = (uint8_t)(rig_random(&seed) % n_symbols);
}

static void
fill_o(uint8_t *symbols, size_t n, unsigned n_symbols)
{
        (void)n_symbols;
        memset(symbols, 0, n);
}

static void (*const fills[])(uint8_t *, size_t, unsigned) = {fill_spans, fill_uniform, fill_o};

static struct cw_phrases
trained(const uint8_t *symbols, size_t n, unsigned n_symbols)
{
        int64_t ids[CW_PHRASE_IDS_MOST];
        struct cw_phrases p;
        uint8_t *sample = malloc(n + 1);
        const bool has_end = n_symbols == CW_CODES_MOST;
        for (unsigned i = 0; i < n_symbols - has_end; i++)
                ids[i] = i;
        cw_phrases_init(&p, ids, n_symbols - has_end, has_end);
        memcpy(sample, symbols, n);
        cr_assert_eq(cw_phrases_train(&p, sample, n, NULL), CW_OK);
        cr_assert_eq(cw_phrases_expand(&p, NULL), CW_OK);
        free(sample);
        return p;
}

/* The longest phrase at every place, looked for in the plainest way. */
static size_t
greedy(const struct cw_phrases *p, const uint8_t *symbols, size_t n, uint8_t *codes)
{
        size_t n_codes = 0;
        for (size_t at = 0; at < n;) {
                unsigned best = 0, best_length = 0;
                for (unsigned code = 0; code < p->n; code++) {
                        const unsigned length = p->lengths[code];
                        if (length > best_length && length <= n - at &&
                            memcmp(symbols + at, p->expanded + p->starts[code], length) == 0) {
                                best = code;
                                best_length = length;
                        }
                }
                cr_assert_gt(best_length, 0);
                codes[n_codes++] = (uint8_t)best;
                at += best_length;
        }
        return n_codes;
}

static void
check_coding(unsigned n_symbols, size_t n, void (*fill)(uint8_t *, size_t, unsigned))
{
        uint8_t *symbols = malloc(n + 1), *codes = malloc(n + CW_CODER_SLACK), *want = malloc(n + 1),
                *back = malloc(n + CW_PHRASE_LENGTH_MOST);
        struct cw_phrase_coder *coder = NULL;
        fill(symbols, n, n_symbols);
        struct cw_phrases p = trained(symbols, n, n_symbols);
        cr_assert_eq(cw_phrase_coder_new(&p, &coder, NULL), CW_OK);
        const size_t n_codes = cw_phrases_encode(coder, symbols, n, codes), n_want = greedy(&p, symbols, n, want);
        /* Long inputs are coded in four stretches, the last phrases of which may be cut short. */
        if (n < 4096)
                cr_assert(n_codes == n_want && memcmp(codes, want, n_codes) == 0, "%u symbols, %zu of them", n_symbols,
                          n);
        else
                cr_assert(n_codes >= n_want && n_codes <= n_want + n_want / 20 + 60, "%zu for %zu", n_codes, n_want);
        size_t n_back = 0;
        for (size_t i = 0; i < n_codes; i++) {
                cr_assert_lt(codes[i], p.n);
                cr_assert_leq(n_back + p.lengths[codes[i]], n);
                memcpy(back + n_back, p.expanded + p.starts[codes[i]], p.lengths[codes[i]]);
                n_back += p.lengths[codes[i]];
        }
        cr_assert(n_back == n && memcmp(back, symbols, n) == 0, "%u symbols, %zu of them", n_symbols, n);

        uint64_t counts[CW_CODES_MOST] = {0}, truth[CW_CODES_MOST] = {0};
        for (size_t i = 0; i < n_codes; i++)
                counts[codes[i]]++;
        for (size_t i = 0; i < n; i++)
                truth[symbols[i]]++;
        cr_assert(cw_phrases_fold(&p, counts));
        cr_assert_arr_eq(counts, truth, n_symbols * sizeof(*counts));
        cw_phrase_coder_free(&coder);
        cw_phrases_free(&p);
        free(symbols);
        free(codes);
        free(want);
        free(back);
}

Test(phrases, coding_is_greedy_and_spells_what_went_in, .timeout = 120)
{
        static const unsigned alphabets[] = {1, 2, 9, 54, 200, 255, 256};
        static const size_t lengths[] = {0, 1, 2, 3, 100, 4095, 4096, 4099, 100003};
        for (size_t a = 0; a < CW_ARRAY_LEN(alphabets); a++)
                for (size_t l = 0; l < CW_ARRAY_LEN(lengths); l++)
                        for (size_t f = 0; f < CW_ARRAY_LEN(fills); f++)
                                check_coding(alphabets[a], lengths[l], fills[f]);
}

Test(phrases, training_merges_the_most_frequent_pair)
{
        /* ab follows itself; then abab.  cd is there three times, ce only twice. */
        static const uint8_t symbols[] = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 2, 3, 2, 3, 4, 2, 3, 4, 2, 4};
        struct cw_phrases p = trained(symbols, sizeof(symbols), 5);
        cr_assert_geq(p.n, 7);
        cr_assert(p.pairs[5][0] == 0 && p.pairs[5][1] == 1);
        cr_assert(p.pairs[6][0] == 5 && p.pairs[6][1] == 5);
        cr_assert(p.pairs[7][0] == 2 && p.pairs[7][1] == 3);
        cw_phrases_free(&p);
}

/* ---- the dictionary in the header ------------------------------------------------------------------------------ */

Test(phrases, dictionary_round_trip)
{
        static const int64_t ids[] = {-100, 0, 3, 127};
        for (unsigned width = 1; width <= 8; width *= 2) {
                struct cw_phrases p, q;
                struct cw_buffer b = {0};
                cw_phrases_init(&p, ids, 4, width > 2);
                cr_assert(cw_phrases_add(&p, 1, 1) && cw_phrases_add(&p, p.n - 1, 2));
                cw_phrases_store(&p, width, &b);
                struct cw_cursor c = cw_cursor_over(b.data, b.n);
                cr_assert_null(cw_phrases_load(&c, width, &q));
                cr_assert_eq(cw_cursor_left(&c), 0);
                cr_assert(q.n == p.n && q.n_ids == 4 && q.has_end == p.has_end && q.n_symbols == p.n_symbols);
                cr_assert_arr_eq(q.ids, ids, sizeof(ids));
                cr_assert_arr_eq(q.pairs, p.pairs, sizeof(p.pairs));
                cr_assert_arr_eq(q.lengths, p.lengths, sizeof(p.lengths));
                for (size_t n = 0; n < b.n; n++) {
                        c = cw_cursor_over(b.data, n);
                        cr_assert_not_null(cw_phrases_load(&c, width, &q), "cut at %zu", n);
                }
                cw_buffer_free(&b);
        }
}

Test(phrases, corrupt_dictionaries_are_refused)
{
        /* labels, their ids, whether there is an end, phrases, their pairs */
        static const struct {
                const char *says;
                uint8_t n, bytes[40];
        } cases[] = {
                {"ascend", 7, {2, 5, 5, 0, 1, 0, 1}},
                {"ascend", 7, {2, 5, 0xFF, 0, 1, 0, 1}},
                {"below", 7, {2, 4, 5, 0, 1, 2, 0}},
                {"below", 7, {2, 4, 5, 0, 1, 0, 200}},
                {"more codes", 7, {2, 4, 5, 2, 1, 0, 1}},
                {"past the end", 6, {2, 4, 5, 0, 1, 0}},
                {"past the end", 2, {2, 4}},
                /* doubled eleven times: 2048 symbols */
                {"longer", 26, {1, 4, 0, 11, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10}},
        };
        for (size_t i = 0; i < CW_ARRAY_LEN(cases); i++) {
                struct cw_phrases p;
                struct cw_cursor c = cw_cursor_over(cases[i].bytes, cases[i].n);
                const char *why = cw_phrases_load(&c, 1, &p);
                cr_assert_not_null(why, "case %zu", i);
                cr_assert_not_null(strstr(why, cases[i].says), "case %zu: %s", i, why);
        }
        /* 255 labels and two phrases */
        uint8_t many[255 + 7] = {255};
        for (int i = 0; i < 255; i++)
                many[1 + i] = (uint8_t)(i - 128);
        many[256] = 0;
        many[257] = 2;
        struct cw_phrases p;
        struct cw_cursor c = cw_cursor_over(many, sizeof(many));
        const char *why = cw_phrases_load(&c, 1, &p);
        cr_assert(why != NULL && strstr(why, "more codes") != NULL);
        many[257] = 1;
        c = cw_cursor_over(many, sizeof(many));
        cr_assert_null(cw_phrases_load(&c, 1, &p));
}

/* ---- shards ---------------------------------------------------------------------------------------------------- */

struct corpus {
        int64_t *ids;
        size_t n, *lengths, n_lengths;
        struct cw_phrases phrases;
};

/* Spans over ids that need `width` bytes, in sequences of 0 to 40 labels; some labels are left over. */
static struct corpus
make_corpus(size_t n, unsigned width)
{
        static const int64_t far[] = {0, 0, 1000, 0, 1 << 20, 0, 0, 0, INT64_C(1) << 40};
        struct corpus c = {
                .ids = malloc((n + 1) * sizeof(int64_t)), .n = n, .lengths = malloc((n + 1) * sizeof(size_t))};
        int64_t ids[20];
        uint8_t *symbols = malloc(n + 1), *sample = malloc(2 * n + 2);
        size_t n_sample = 0;
        for (int i = 0; i < 20; i++)
                ids[i] = i == 0 ? -100 : i < 12 ? i - 1 : far[width] + i;
        cw_phrases_init(&c.phrases, ids, 20, true);
        fill_spans(symbols, n, 20);
        for (size_t at = 0, left; at < n;) {
                left = c.lengths[c.n_lengths] = rig_random(&seed) % 41;
                if (left >= n - at)
                        break;
                c.n_lengths++;
                memcpy(sample + n_sample, symbols + at, left);
                at += left;
                n_sample += left;
                sample[n_sample++] = 20;
        }
        for (size_t i = 0; i < n; i++)
                c.ids[i] = ids[symbols[i]];
        cr_assert_eq(cw_phrases_train(&c.phrases, sample, n_sample, NULL), CW_OK);
        free(symbols);
        free(sample);
        return c;
}

static void
corpus_free(struct corpus *c)
{
        cw_phrases_free(&c->phrases);
        free(c->ids);
        free(c->lengths);
}

static void
check_shard(struct corpus *c, unsigned width, uint32_t frame_nbytes, int level)
{
        const struct cw_shard_header header = {.id_nbytes = width, .phrases = &c->phrases},
                                     plain = {.id_nbytes = width};
        const struct rig_labels labels = {c->ids, c->n, c->lengths, c->n_lengths};
        struct cw_buffer shard = {0}, ids = rig_pack(&plain, frame_nbytes, labels);
        struct cw_error err;
        cr_assert_eq(rig_try_pack(&header, level, frame_nbytes, labels, 7, &shard, NULL, &err), CW_OK, "%s",
                     err.message);
        for (enum rig_way way = RIG_FILE; way < RIG_WAYS; way++) {
                struct cw_tally tally;
                cr_assert_eq(cw_tally_init(&tally, NULL), CW_OK);
                cr_assert_eq(rig_count(shard.data, shard.n, way, &tally, &err), CW_OK, "%s", err.message);
                cr_assert_eq(tally.sequences, c->n_lengths);
                for (unsigned k = 0; k < c->phrases.n_ids; k++) {
                        uint64_t want = 0;
                        for (size_t i = 0; i < c->n; i++)
                                want += c->ids[i] == c->phrases.ids[k];
                        cr_assert_eq(cw_histogram_get(&tally.ids, c->phrases.ids[k]), want);
                }
                cw_tally_free(&tally);
                for (int format = CW_UNPACK_JSONL; format <= CW_UNPACK_TEXT; format++) {
                        struct cw_buffer a = rig_unpack(&shard, way, (cw_unpack_format)format),
                                         b = rig_unpack(&ids, way, (cw_unpack_format)format);
                        cr_assert(a.n == b.n && memcmp(a.data, b.data, a.n) == 0);
                        cw_buffer_free(&a);
                        cw_buffer_free(&b);
                }
        }
        cw_buffer_free(&shard);
        cw_buffer_free(&ids);
}

Test(phrases, round_trip_over_widths_frames_and_levels, .timeout = 120)
{
        static const uint32_t frames[] = {8, 100, 4096, 1 << 20};
        for (unsigned width = 1; width <= 8; width *= 2) {
                struct corpus c = make_corpus(20000, width);
                for (size_t f = 1; f < CW_ARRAY_LEN(frames); f++) {
                        check_shard(&c, width, frames[f], 0);
                        check_shard(&c, width, frames[f], 3);
                }
                c.n = 100;
                for (c.n_lengths = 0; c.n_lengths < 2; c.n_lengths++)
                        check_shard(&c, width, frames[0], 0);
                corpus_free(&c);
        }
}

Test(phrases, more_ends_than_a_frame_holds)
{
        enum { N = (1 << 20) + 5 };
        static const int64_t id = 4;
        struct corpus c = {
                .ids = calloc(1, sizeof(int64_t)), .n = 1, .lengths = calloc(N, sizeof(size_t)), .n_lengths = N};
        c.ids[0] = id;
        c.lengths[N - 1] = 1;
        cw_phrases_init(&c.phrases, &id, 1, true);
        cr_assert(cw_phrases_add(&c.phrases, 1, 1));
        check_shard(&c, 1, 1 << 20, 0);
        corpus_free(&c);
}

Test(phrases, place_of_an_unknown_id_counts_through_the_shard)
{
        struct corpus c = make_corpus(20000, 1);
        const struct cw_shard_header header = {.id_nbytes = 1, .phrases = &c.phrases};
        static const int64_t ignore[] = {-100};
        struct cw_buffer shard = rig_pack(&header, 5000, (struct rig_labels){c.ids, c.n, c.lengths, c.n_lengths});
        for (int64_t n_known = 0; n_known <= 20; n_known++) {
                struct cw_tally tally;
                size_t n_odd = 0;
                cr_assert_eq(cw_tally_init(&tally, NULL), CW_OK);
                tally.n_known = n_known;
                tally.ignore = ignore;
                tally.n_ignore = 1;
                cr_assert_eq(rig_count(shard.data, shard.n, RIG_FILE, &tally, NULL), CW_OK);
                for (unsigned k = 0; k < 20; k++) {
                        size_t at = 0;
                        while (at < c.n && c.ids[at] != c.phrases.ids[k])
                                at++;
                        if (at == c.n || (c.phrases.ids[k] < n_known && c.phrases.ids[k] >= 0) || c.phrases.ids[k] < 0)
                                continue;
                        size_t i = 0;
                        while (i < tally.n_odd && tally.odd[i].id != c.phrases.ids[k])
                                i++;
                        cr_assert_lt(i, tally.n_odd);
                        cr_assert_eq(tally.odd[i].place.position, at);
                        n_odd++;
                }
                cr_assert_eq(tally.n_odd, n_odd);
                cw_tally_free(&tally);
        }
        cw_buffer_free(&shard);
        corpus_free(&c);
}

Test(phrases, a_label_that_was_not_there_before_is_told)
{
        static const int64_t known[] = {1, 2}, ids[] = {1, 2, 3};
        for (unsigned width = 1; width <= 8; width *= 2) {
                struct cw_phrases p;
                struct cw_buffer out = {0};
                struct cw_error err;
                cw_phrases_init(&p, known, 2, false);
                const struct cw_shard_header header = {.id_nbytes = width, .phrases = &p};
                cr_assert_eq(rig_try_pack(&header, 0, 1024, (struct rig_labels){ids, 3, NULL, 0}, 3, &out, NULL, &err),
                             CW_E_DATA);
                cr_assert_not_null(strstr(err.message, "changed"), "%s", err.message);
                cw_buffer_free(&out);
        }
}

/* ---- helpers --------------------------------------------------------------------------------------------------- */

static void *
help(void *writer)
{
        cw_shard_writer_help(writer);
        return NULL;
}

static cw_status
pack_with_helpers(const struct corpus *c, struct cw_phrases *phrases, unsigned n_helpers, cw_sink_fn *sink, void *user)
{
        const struct cw_shard_header header = {.id_nbytes = 1, .phrases = phrases};
        struct cw_shard_writer *w = NULL;
        pthread_t threads[4];
        cr_assert_eq(cw_shard_writer_new(&header, 0, 3000, sink, user, &w, NULL), CW_OK);
        for (unsigned i = 0; i < n_helpers; i++)
                cr_assert_eq(pthread_create(&threads[i], NULL, help, w), 0);
        cw_status status = CW_OK;
        const int64_t *ids = c->ids;
        for (size_t i = 0; i < c->n_lengths && status == CW_OK; ids += c->lengths[i++]) {
                status = cw_shard_writer_array(w, ids, c->lengths[i], CW_I64, NULL);
                if (status == CW_OK)
                        status = cw_shard_writer_end_sequence(w, NULL);
        }
        if (status == CW_OK)
                status = cw_shard_writer_finish(w, NULL, NULL);
        cw_shard_writer_stop(w);
        for (unsigned i = 0; i < n_helpers; i++)
                pthread_join(threads[i], NULL);
        cw_shard_writer_free(&w);
        return status;
}

Test(phrases, helpers_change_no_byte)
{
        struct corpus c = make_corpus(300000, 1);
        for (int encoding = 0; encoding < 2; encoding++) {
                struct cw_phrases *phrases = encoding == 0 ? NULL : &c.phrases;
                struct cw_buffer alone = {0};
                cr_assert_eq(pack_with_helpers(&c, phrases, 0, rig_sink, &alone), CW_OK);
                for (unsigned n_helpers = 1; n_helpers <= 4; n_helpers++) {
                        struct cw_buffer helped = {0};
                        cr_assert_eq(pack_with_helpers(&c, phrases, n_helpers, rig_sink, &helped), CW_OK);
                        cr_assert(helped.n == alone.n && memcmp(helped.data, alone.data, alone.n) == 0);
                        cw_buffer_free(&helped);
                }
                cw_buffer_free(&alone);
        }
        corpus_free(&c);
}

static cw_status
full_after(void *user, const void *data, size_t nbytes, struct cw_error *err)
{
        (void)data;
        (void)nbytes;
        return --*(int *)user < 0 ? cw_fail(err, CW_E_IO, "cannot write: no space left") : CW_OK;
}

Test(phrases, a_failing_sink_ends_all, .timeout = 60)
{
        struct corpus c = make_corpus(100000, 1);
        for (int calls = 1; calls < 30; calls++) {
                int left = calls;
                cr_assert_eq(pack_with_helpers(&c, &c.phrases, 3, full_after, &left), CW_E_IO);
        }
        corpus_free(&c);
}
