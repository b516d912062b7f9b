/* SPDX-License-Identifier: MIT */
/*
 * The choice of the encoding.  A sample of the corpus gives the phrases; under CW_PACK_AUTO it is then packed both ways, and
 * the sizes decide.  A corpus of up to a mebibyte of labels is its own sample, so that nothing is estimated there.
 */
#include "pack_encoding.h"

#include "base/memory.h"
#include "base/result.h"
#include "formats/shard/frame_packer.h"
#include "formats/shard/phrase_train.h"
#include "pack_sample.h"

#include <stdlib.h>
#include <string.h>

/* What a shard of a single frame is compressed with unless the user says otherwise: it is read in a moment anyway. */
enum { LEVEL_OF_ONE_FRAME = 19 };

/* Of a large sample, phrases are made of so many symbols: four times as many make no difference in size. */
enum { TRAINED_ON = 1 << 18, STRETCH = 1 << 10 };

static int
by_value(const void *pa, const void *pb)
{
        const int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;
        return a < b ? -1 : a > b;
}

/* The symbols: each label that occurs, the ignored ones too.  False if there are too many. */
static bool
find_symbols(const struct cw_counts *c, struct cw_phrases *phrases)
{
        int64_t ids[CW_PHRASE_IDS_MOST];
        size_t n = 0;
        for (size_t i = 0; i < c->n_labels + c->n_ignored; i++) {
                const bool ignored = i >= c->n_labels;
                const uint64_t tokens = ignored ? c->ignored[i - c->n_labels].tokens : c->labels[i].tokens;
                if (tokens == 0)
                        continue;
                if (n == CW_PHRASE_IDS_MOST)
                        return false;
                ids[n++] = ignored ? c->ignored[i - c->n_labels].id : c->labels[i].id;
        }
        qsort(ids, n, sizeof(*ids), by_value);
        cw_phrases_init(phrases, ids, (unsigned)n, c->totals.sequences > 0);
        return true;
}

/* ---- both ways ------------------------------------------------------------------------------------------------- */

static cw_status
packed_nbytes(const struct cw_gathered *g, const struct cw_phrases *phrases, unsigned id_nbytes, int level,
              size_t *nbytes_ret, struct cw_error *err)
{
        struct cw_packing packing;
        struct cw_frame_packer *packer = NULL;
        struct cw_shard_frame frame;
        cw_status status;
        CW_TRY(cw_packing_init(&packing, phrases, id_nbytes, level, err));
        const size_t cap = cw_frame_packer_bound(&packing, g->n_ids);
        uint8_t *out = cw_malloc(cap);
        if (out == NULL)
                CW_TRY_GOTO(cw_fail_memory(err, cap));
        CW_TRY_GOTO(cw_frame_packer_new(&packing, &packer, err));
        CW_TRY_GOTO(cw_frame_packer_run(packer, g, out, cap, &frame, err));
        *nbytes_ret = (size_t)cw_shard_frame_nbytes(&frame);
done:
        cw_frame_packer_free(&packer);
        cw_packing_free(&packing);
        cw_free(out);
        return status;
}

static size_t
put_length(uint8_t *to, uint64_t v)
{
        size_t n = 0;
        for (; v >= 0x80; v >>= 7)
                to[n++] = (uint8_t)(v | 0x80);
        to[n++] = (uint8_t)v;
        return n;
}

/* The sample as a frame is gathered. */
static cw_status
gather(const struct cw_phrases *p, const uint8_t *symbols, size_t n, unsigned id_nbytes, struct cw_gathered *g,
       struct cw_error *err)
{
        uint32_t n_open = 0;
        g->ids = cw_malloc(n * id_nbytes);
        g->lengths = cw_malloc(2 * n + 8); /* two bytes tell of 63 labels and more, one of the end without a label */
        if (g->ids == NULL || g->lengths == NULL)
                return cw_fail_memory(err, n * id_nbytes);
        for (size_t i = 0; i < n; i++) {
                if (symbols[i] == p->n_ids) {
                        g->lengths_nbytes += (uint32_t)put_length(g->lengths + g->lengths_nbytes, (uint64_t)n_open * 2);
                        g->n_ended++;
                        n_open = 0;
                } else {
                        cw_store_le(g->ids + (size_t)g->n_ids++ * id_nbytes, (uint64_t)p->ids[symbols[i]], id_nbytes);
                        n_open++;
                }
        }
        if (n_open > 0)
                g->lengths_nbytes += (uint32_t)put_length(g->lengths + g->lengths_nbytes, (uint64_t)n_open * 2 + 1);
        return CW_OK;
}

/* Whether the shard does not become larger by the phrases; `share` of it is the sample. */
static cw_status
is_worth_it(const struct cw_phrases *p, const uint8_t *symbols, size_t n, unsigned id_nbytes, int level, double share,
            bool *worth_it_ret, struct cw_error *err)
{
        struct cw_gathered g = {0};
        struct cw_buffer dictionary = {0};
        size_t as_phrases = 0, as_ids = 0;
        cw_status status;
        CW_TRY_GOTO(gather(p, symbols, n, id_nbytes, &g, err));
        CW_TRY_GOTO(packed_nbytes(&g, p, id_nbytes, level, &as_phrases, err));
        CW_TRY_GOTO(packed_nbytes(&g, NULL, id_nbytes, level == LEVEL_OF_ONE_FRAME ? 0 : level, &as_ids, err));
        cw_phrases_store(p, id_nbytes, &dictionary);
        if (dictionary.failed)
                CW_TRY_GOTO(cw_fail_memory(err, dictionary.cap));
        *worth_it_ret = (double)as_phrases + share * (double)dictionary.n <= (double)as_ids;
done:
        cw_buffer_free(&dictionary);
        cw_free(g.ids);
        cw_free(g.lengths);
        return status;
}

/* ---- the phrases ----------------------------------------------------------------------------------------------- */

/* Stretches from all over the sample are trained on. */
static cw_status
train(struct cw_phrases *phrases, const uint8_t *sample, size_t n, struct cw_error *err)
{
        const size_t step = (n < TRAINED_ON ? 1 : n / TRAINED_ON) * STRETCH;
        size_t n_taken = 0;
        uint8_t *taken = cw_malloc(n);
        if (taken == NULL)
                return cw_fail_memory(err, n);
        for (size_t at = 0; at < n; at += step) {
                const size_t m = n - at < STRETCH ? n - at : STRETCH;
                memcpy(taken + n_taken, sample + at, m);
                n_taken += m;
        }
        const cw_status status = cw_phrases_train(phrases, taken, n_taken, err);
        cw_free(taken);
        return status;
}

/* ---- the choice ------------------------------------------------------------------------------------------------ */

cw_status
cw_pack_choose(const struct cw_pack_known *known, const struct cw_pack_options *options, struct cw_shard_header *header,
               struct cw_phrases *phrases, int *level_ret, struct cw_error *err)
{
        const struct cw_totals *t = &known->counts->totals;
        const uint64_t n_all = t->tokens + t->ignored + t->sequences;
        uint8_t *sample = NULL;
        size_t n = 0;
        bool worth_it = true;
        cw_status status = CW_OK;
        header->phrases = NULL;
        *level_ret = options->level;
        if (options->encoding == CW_PACK_IDS || (options->encoding == CW_PACK_AUTO && n_all == 0))
                return CW_OK;
        if (!find_symbols(known->counts, phrases)) {
                if (known->notice != NULL)
                        known->notice(known->user,
                                      "phrases are for up to 255 different labels, and the data has more; the labels "
                                      "are packed as plain ids");
                return CW_OK;
        }
        const int level = options->level == 0 && n_all <= options->frame_nbytes / header->id_nbytes ? LEVEL_OF_ONE_FRAME
                                                                                                    : options->level;
        const struct cw_sampling sampling = {known->run, phrases, known->names, n_all};
        CW_TRY_GOTO(cw_sample_take(&sampling, &sample, &n, err));
        CW_TRY_GOTO(train(phrases, sample, n, err));
        if (options->encoding == CW_PACK_AUTO)
                CW_TRY_GOTO(is_worth_it(phrases, sample, n, header->id_nbytes, level,
                                        n_all == 0 ? 1 : (double)n / (double)n_all, &worth_it, err));
        if (worth_it) {
                header->phrases = phrases;
                *level_ret = level;
        }
done:
        cw_free(sample);
        return status;
}
