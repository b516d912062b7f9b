/* SPDX-License-Identifier: MIT */
/*
 * The sample.  All blocks of all shards are cut into pieces of PIECE symbols; a hash of where a piece lies is its lot, and
 * the PIECES pieces of the lowest lots are the sample.  Each worker keeps the lowest of those it meets, and the lowest
 * of all are among them: so the sample depends on nothing but the inputs, and is as good as drawn from an urn.
 *
 * In a large corpus most blocks could not win anyway: by another hash, blocks are left out until some ENOUGH labels are
 * expected to remain.
 */
#include "pack_sample.h"

#include "base/hash.h"
#include "base/memory.h"
#include "count/collector.h"

#include <stdlib.h>
#include <string.h>

enum { PIECE = 1024, PIECES = 1024, ENOUGH = 16 << 20 };

struct piece {
        uint64_t lot;
        uint64_t ordinal, seq, number; /* shard, block, piece of it */
        uint32_t n;
        uint8_t *symbols; /* PIECE of them have room */
};

/* What one worker has kept: a heap, the highest lot on top. */
struct sampler {
        const struct cw_sampling *sampling;
        struct piece *heap;
        size_t n;
        struct piece now;   /* being filled */
        bool drawn, wanted; /* the piece, the block */
        int64_t last_id;    /* labels repeat */
        int last_symbol;
        struct cw_error err;
};

/* ---- pieces ---------------------------------------------------------------------------------------------------- */

static uint64_t
lot_of(uint64_t ordinal, uint64_t seq, uint64_t number)
{
        const uint64_t place[3] = {ordinal, seq, number};
        return cw_hash64(place, sizeof(place));
}

static void
swap(struct piece *a, struct piece *b)
{
        const struct piece c = *a;
        *a = *b;
        *b = c;
}

static void
sift_up(struct piece *heap, size_t i)
{
        for (; i > 0 && heap[(i - 1) / 2].lot < heap[i].lot; i = (i - 1) / 2)
                swap(&heap[(i - 1) / 2], &heap[i]);
}

static void
sift_down(struct piece *heap, size_t n)
{
        for (size_t i = 0, child; (child = 2 * i + 1) < n; i = child) {
                if (child + 1 < n && heap[child + 1].lot > heap[child].lot)
                        child++;
                if (heap[child].lot <= heap[i].lot)
                        return;
                swap(&heap[child], &heap[i]);
        }
}

/* A piece begins in the memory of the last one.  Whether it is drawn is known by its lot already. */
static void
begin_piece(struct sampler *s, uint64_t ordinal, uint64_t seq, uint64_t number)
{
        s->now.ordinal = ordinal;
        s->now.seq = seq;
        s->now.number = number;
        s->now.n = 0;
        s->now.lot = lot_of(ordinal, seq, number);
        s->drawn = s->n < PIECES || s->now.lot < s->heap[0].lot;
}

/* The piece that is filled is kept if it was drawn, and the next one begins. */
static cw_status
end_piece(struct sampler *s)
{
        const struct piece p = s->now;
        if (p.n > 0 && s->drawn && s->n == PIECES) {
                s->now.symbols = s->heap[0].symbols;
                s->heap[0] = p;
                sift_down(s->heap, s->n);
        } else if (p.n > 0 && s->drawn) {
                s->heap[s->n++] = p;
                sift_up(s->heap, s->n - 1);
                s->now.symbols = cw_malloc(PIECE);
        }
        begin_piece(s, p.ordinal, p.seq, p.number + 1);
        return s->now.symbols == NULL ? cw_fail_memory(&s->err, PIECE) : CW_OK;
}

static cw_status
add_symbol(struct sampler *s, int symbol)
{
        if (symbol < 0)
                return cw_fail(&s->err, CW_E_DATA,
                               "labels were found that were not there when they were counted; the input has changed "
                               "while it was packed");
        if (s->now.symbols == NULL)
                return cw_fail_memory(&s->err, PIECE);
        s->now.symbols[s->now.n++] = (uint8_t)symbol;
        return s->now.n < PIECE ? CW_OK : end_piece(s);
}

/* ---- the collector --------------------------------------------------------------------------------------------- */

static bool
wants(void *user, uint64_t ordinal, const struct cw_block *block)
{
        struct sampler *s = user;
        const uint64_t n = s->sampling->n_labels;
        (void)end_piece(s); /* of the block before; should memory be out, the next symbol says so */
        begin_piece(s, ordinal, block->seq, 0);
        s->wanted = n <= ENOUGH || lot_of(ordinal, block->seq, UINT64_MAX) / (UINT64_MAX / n) < ENOUGH;
        return s->wanted;
}

static cw_status
take_id(struct sampler *s, int64_t id)
{
        if (id != s->last_id) {
                s->last_id = id;
                s->last_symbol = cw_phrases_symbol(s->sampling->phrases, id);
        }
        return add_symbol(s, s->last_symbol);
}

static cw_status
take_array(void *user, const void *ids, size_t n, enum cw_width width)
{
        struct sampler *s = user;
        const uint8_t *from = ids;
        int64_t wide[PIECE];
        while (n > 0 && s->wanted) {
                const size_t room = PIECE - s->now.n, m = n < room ? n : room;
                if (s->drawn) {
                        cw_widen_ids(wide, from, m, width);
                        for (size_t i = 0; i < m; i++)
                                CW_TRY(take_id(s, wide[i]));
                } else {
                        s->now.n += (uint32_t)m;
                        if (s->now.n == PIECE)
                                CW_TRY(end_piece(s));
                }
                from += m * cw_width_nbytes(width);
                n -= m;
        }
        return CW_OK;
}

static cw_status
take_ids(void *user, const int64_t *ids, size_t n)
{
        return take_array(user, ids, n, CW_I64);
}

static cw_status
take_name(void *user, const char *text, size_t nbytes)
{
        const struct sampler *s = user;
        int64_t id;
        const bool found = cw_pack_find_name(s->sampling->names, s->sampling->run->map, text, nbytes, &id);
        return found ? take_ids(user, &id, 1) : add_symbol(user, -1);
}

static cw_status
take_end(void *user)
{
        struct sampler *s = user;
        const struct cw_phrases *p = s->sampling->phrases;
        return s->wanted && p->has_end ? add_symbol(s, (int)p->n_ids) : CW_OK;
}

/* ---- all workers' ---------------------------------------------------------------------------------------------- */

static int
by_lot(const void *pa, const void *pb)
{
        const struct piece *a = pa, *b = pb;
        return a->lot < b->lot ? -1 : a->lot > b->lot;
}

static int
by_place(const void *pa, const void *pb)
{
        const struct piece *a = pa, *b = pb;
        if (a->ordinal != b->ordinal)
                return a->ordinal < b->ordinal ? -1 : 1;
        if (a->seq != b->seq)
                return a->seq < b->seq ? -1 : 1;
        return a->number < b->number ? -1 : a->number > b->number;
}

static cw_status
sampler_init(struct sampler *s, const struct cw_sampling *sampling, struct cw_error *err)
{
        *s = (struct sampler){.sampling = sampling, .last_symbol = cw_phrases_symbol(sampling->phrases, 0)};
        s->heap = cw_calloc(PIECES, sizeof(*s->heap));
        s->now.symbols = cw_malloc(PIECE);
        return s->heap == NULL || s->now.symbols == NULL ? cw_fail_memory(err, PIECES * sizeof(*s->heap)) : CW_OK;
}

static void
sampler_free(struct sampler *s)
{
        for (size_t i = 0; i < s->n; i++)
                cw_free(s->heap[i].symbols);
        cw_free(s->now.symbols);
        cw_free(s->heap);
}

/* The lowest lots of all, in their order. */
static cw_status
join(struct sampler *samplers, size_t n_samplers, uint8_t **symbols_ret, size_t *n_ret, struct cw_error *err)
{
        const size_t most = n_samplers * PIECES;
        struct piece *all = cw_calloc(most, sizeof(*all));
        uint8_t *symbols = cw_malloc((size_t)PIECES * PIECE);
        size_t n_pieces = 0, n = 0;
        cw_status status = all == NULL || symbols == NULL ? cw_fail_memory(err, (size_t)PIECES * PIECE) : CW_OK;
        for (size_t i = 0; status == CW_OK && i < n_samplers; i++) {
                memcpy(all + n_pieces, samplers[i].heap, samplers[i].n * sizeof(*all));
                n_pieces += samplers[i].n;
        }
        if (status == CW_OK) {
                qsort(all, n_pieces, sizeof(*all), by_lot);
                if (n_pieces > PIECES)
                        n_pieces = PIECES;
                qsort(all, n_pieces, sizeof(*all), by_place);
                for (size_t i = 0; i < n_pieces; i++) {
                        memcpy(symbols + n, all[i].symbols, all[i].n);
                        n += all[i].n;
                }
                *symbols_ret = symbols;
                *n_ret = n;
        } else {
                cw_free(symbols);
        }
        cw_free(all);
        return status;
}

static cw_status
run_samplers(const struct cw_sampling *sampling, struct sampler *samplers, struct cw_collector *collectors,
             struct cw_error *err)
{
        const size_t n = (size_t)sampling->run->n_threads;
        struct cw_run_result result = {0};
        struct cw_run run = *sampling->run;
        for (size_t i = 0; i < n; i++) {
                CW_TRY(sampler_init(&samplers[i], sampling, err));
                collectors[i] = (struct cw_collector){.user = &samplers[i],
                                                      .ids = take_ids,
                                                      .array = take_array,
                                                      .name = take_name,
                                                      .end_sequence = take_end,
                                                      .no_seams = true};
        }
        run.collectors = collectors;
        run.wants = wants;
        cw_status status = cw_run_count(&run, &result, err);
        cw_run_result_free(&result, run.inputs->n);
        for (size_t i = 0; i < n; i++) {
                if (collectors[i].status == CW_OK)
                        collectors[i].status = end_piece(&samplers[i]);
                if (collectors[i].status == CW_OK)
                        continue;
                if (err != NULL)
                        *err = samplers[i].err;
                return collectors[i].status;
        }
        return status;
}

cw_status
cw_sample_take(const struct cw_sampling *sampling, uint8_t **symbols_ret, size_t *n_ret, struct cw_error *err)
{
        const size_t n = (size_t)sampling->run->n_threads;
        struct sampler *samplers = cw_calloc(n, sizeof(*samplers));
        struct cw_collector *collectors = cw_calloc(n, sizeof(*collectors));
        cw_status status = samplers == NULL || collectors == NULL ? cw_fail_memory(err, n * sizeof(*samplers)) : CW_OK;
        *symbols_ret = NULL;
        *n_ret = 0;
        if (status == CW_OK)
                status = run_samplers(sampling, samplers, collectors, err);
        if (status == CW_OK)
                status = join(samplers, n, symbols_ret, n_ret, err);
        for (size_t i = 0; samplers != NULL && i < n; i++)
                sampler_free(&samplers[i]);
        cw_free(samplers);
        cw_free(collectors);
        return status;
}

bool
cw_pack_find_name(const struct cw_label_map *names, const struct cw_label_map *map, const char *text, size_t nbytes,
                  int64_t *id_ret)
{
        return (names != NULL && cw_label_map_find(names, text, nbytes, id_ret)) ||
               (map != NULL && cw_label_map_find(map, text, nbytes, id_ret));
}
