/* SPDX-License-Identifier: MIT */
/*
 * Packing one frame.
 *
 *   ids       [ preamble | zstd of the lengths | zstd of the ids ]
 *   phrases   [ preamble | zstd of the codes ]     codes spell labels and ends of sequences, symbol by symbol:
 *
 *       ids, lengths  ->  symbols  ->  codes  ->  a zstd frame, compressed, or stored (raw blocks)
 */
#include "formats/shard/frame_packer.h"

#include "base/hash.h"
#include "base/memory.h"
#include "codecs/codec.h"

struct cw_frame_packer {
        const struct cw_packing *packing;
        struct cw_zstd_compressor *zstd; /* NULL: codes are stored */
        uint8_t *symbols, *codes;        /* of a phrase-coded shard */
};

/* ---- what packers share ---------------------------------------------------------------------------------------- */

/* The map from bits to symbols, for widths whose bits make an index. */
static cw_status
map_symbols(struct cw_packing *p, struct cw_error *err)
{
        const size_t n = (size_t)1 << (8 * p->id_nbytes);
        p->symbols = cw_malloc(n * sizeof(*p->symbols));
        if (p->symbols == NULL)
                return cw_fail_memory(err, n * sizeof(*p->symbols));
        for (size_t i = 0; i < n; i++)
                p->symbols[i] = UINT16_MAX;
        for (unsigned symbol = 0; symbol < p->phrases->n_ids; symbol++)
                p->symbols[(uint64_t)p->phrases->ids[symbol] & (n - 1)] = (uint16_t)symbol;
        return CW_OK;
}

cw_status
cw_packing_init(struct cw_packing *p, const struct cw_phrases *phrases, unsigned id_nbytes, int level,
                struct cw_error *err)
{
        cw_status status = CW_OK;
        *p = (struct cw_packing){.id_nbytes = id_nbytes, .level = level, .phrases = phrases};
        if (level < 0 || level > CW_ZSTD_LEVEL_MOST)
                return cw_fail(err, CW_E_USAGE, "expected a compression level from 1 to %d, found %d",
                               (int)CW_ZSTD_LEVEL_MOST, level);
        if (phrases == NULL)
                return CW_OK;
        CW_TRY_GOTO(cw_phrase_coder_new(phrases, &p->coder, err));
        if (id_nbytes <= 2)
                CW_TRY_GOTO(map_symbols(p, err));
done:
        if (status != CW_OK)
                cw_packing_free(p);
        return status;
}

void
cw_packing_free(struct cw_packing *p)
{
        cw_phrase_coder_free(&p->coder);
        cw_free(p->symbols);
        *p = (struct cw_packing){0};
}

/* ---- a packer -------------------------------------------------------------------------------------------------- */

cw_status
cw_frame_packer_new(const struct cw_packing *packing, struct cw_frame_packer **packer_ret, struct cw_error *err)
{
        cw_status status = CW_OK;
        struct cw_frame_packer *p = cw_calloc(1, sizeof(*p));
        *packer_ret = NULL;
        if (p == NULL)
                return cw_fail_memory(err, sizeof(*p));
        p->packing = packing;
        if (packing->phrases == NULL || packing->level != 0)
                CW_TRY_GOTO(
                        cw_zstd_compressor_new(packing->level == 0 ? CW_PACK_LEVEL : packing->level, &p->zstd, err));
        if (packing->phrases != NULL) {
                p->symbols = cw_malloc(CW_SHARD_PLAIN_MOST);
                p->codes = cw_malloc(CW_SHARD_PLAIN_MOST + CW_CODER_SLACK);
                if (p->symbols == NULL || p->codes == NULL)
                        CW_TRY_GOTO(cw_fail_memory(err, CW_SHARD_PLAIN_MOST));
        }
done:
        if (status != CW_OK)
                cw_frame_packer_free(&p);
        *packer_ret = p;
        return status;
}

void
cw_frame_packer_free(struct cw_frame_packer **packer_ref)
{
        struct cw_frame_packer *p = *packer_ref;
        if (p == NULL)
                return;
        cw_zstd_compressor_free(&p->zstd);
        cw_free(p->symbols);
        cw_free(p->codes);
        cw_free(p);
        *packer_ref = NULL;
}

size_t
cw_frame_packer_bound(const struct cw_packing *packing, size_t n_ids)
{
        if (packing->phrases != NULL)
                return CW_SHARD_FIXED_NBYTES + cw_zstd_compress_bound(CW_SHARD_PLAIN_MOST);
        return CW_SHARD_FIXED_NBYTES + cw_zstd_compress_bound(CW_SHARD_PLAIN_MOST) +
               cw_zstd_compress_bound(n_ids * packing->id_nbytes);
}

/* ---- symbols --------------------------------------------------------------------------------------------------- */

/* Symbols of n ids; false if one has none. */
static bool
to_symbols(const struct cw_packing *p, const uint8_t *ids, size_t n, uint8_t *symbols)
{
        unsigned all = 0; /* UINT16_MAX shows in the upper half */
        if (p->id_nbytes == 1) {
                for (size_t i = 0; i < n; i++) {
                        all |= p->symbols[ids[i]];
                        symbols[i] = (uint8_t)p->symbols[ids[i]];
                }
        } else if (p->id_nbytes == 2) {
                for (size_t i = 0; i < n; i++) {
                        const uint16_t symbol = p->symbols[ids[2 * i] | ids[2 * i + 1] << 8];
                        all |= symbol;
                        symbols[i] = (uint8_t)symbol;
                }
        } else {
                /* Labels repeat: mostly the last one is asked for again. */
                int64_t last = 0;
                int symbol = cw_phrases_symbol(p->phrases, last);
                for (size_t i = 0; i < n; i++) {
                        const int64_t id = cw_load_signed_le(ids + i * p->id_nbytes, p->id_nbytes);
                        if (id != last)
                                symbol = cw_phrases_symbol(p->phrases, last = id);
                        all |= symbol < 0 ? UINT16_MAX : 0;
                        symbols[i] = (uint8_t)symbol;
                }
        }
        return all <= UINT8_MAX;
}

/* The frame as symbols, the ends of sequences among them; false if a label has none. */
static bool
spell_out(const struct cw_packing *p, const struct cw_gathered *g, uint8_t *symbols, size_t *n_ret)
{
        struct cw_cursor lengths = cw_cursor_over(g->lengths, g->lengths_nbytes);
        const uint8_t *ids = g->ids;
        size_t n = 0;
        bool known = true;
        while (cw_cursor_left(&lengths) > 0) {
                const uint64_t v = cw_cursor_varint(&lengths), m = v >> 1;
                known = to_symbols(p, ids, m, symbols + n) && known;
                ids += m * p->id_nbytes;
                n += m;
                if ((v & 1) == 0)
                        symbols[n++] = (uint8_t)p->phrases->n_ids;
        }
        *n_ret = n;
        return known && (g->n_ended == 0 || p->phrases->has_end);
}

/* ---- frames ---------------------------------------------------------------------------------------------------- */

static cw_status
pack_phrases(struct cw_frame_packer *p, const struct cw_gathered *g, uint8_t *out, size_t out_cap,
             struct cw_shard_frame *frame, struct cw_error *err)
{
        size_t n_symbols, n_codes, nbytes = 0;
        if (!spell_out(p->packing, g, p->symbols, &n_symbols))
                return cw_fail(err, CW_E_DATA,
                               "labels were found that were not there when they were counted; the input has changed "
                               "while it was packed");
        n_codes = cw_phrases_encode(p->packing->coder, p->symbols, n_symbols, p->codes);
        CW_TRY(p->zstd == NULL ? cw_zstd_store(p->codes, n_codes, out, out_cap, &nbytes, err)
                               : cw_zstd_compress(p->zstd, p->codes, n_codes, out, out_cap, &nbytes, err));
        frame->body_nbytes = (uint32_t)n_codes;
        frame->data_nbytes = (uint32_t)nbytes;
        return CW_OK;
}

static cw_status
pack_ids(struct cw_frame_packer *p, const struct cw_gathered *g, uint8_t *out, size_t out_cap,
         struct cw_shard_frame *frame, struct cw_error *err)
{
        size_t lengths_nbytes = 0, nbytes = 0;
        CW_TRY(cw_zstd_compress(p->zstd, g->lengths, g->lengths_nbytes, out, out_cap, &lengths_nbytes, err));
        CW_TRY(cw_zstd_compress(p->zstd, g->ids, (size_t)g->n_ids * p->packing->id_nbytes, out + lengths_nbytes,
                                out_cap - lengths_nbytes, &nbytes, err));
        frame->lengths_nbytes = g->lengths_nbytes;
        frame->lengths_packed_nbytes = (uint32_t)lengths_nbytes;
        frame->data_nbytes = (uint32_t)nbytes;
        return CW_OK;
}

cw_status
cw_frame_packer_run(struct cw_frame_packer *p, const struct cw_gathered *g, uint8_t *out, size_t out_cap,
                    struct cw_shard_frame *frame_ret, struct cw_error *err)
{
        uint8_t *const rest = out + CW_SHARD_FIXED_NBYTES;
        const size_t rest_cap = out_cap - CW_SHARD_FIXED_NBYTES;
        struct cw_shard_frame frame = {
                .first_label = g->first_label, .number = g->number, .n_labels = g->n_ids, .n_sequences = g->n_ended};
        CW_TRY(p->packing->phrases != NULL ? pack_phrases(p, g, rest, rest_cap, &frame, err)
                                           : pack_ids(p, g, rest, rest_cap, &frame, err));
        frame.lengths_hash = cw_hash64(rest, frame.lengths_packed_nbytes);
        frame.data_hash = cw_hash64(rest + frame.lengths_packed_nbytes, frame.data_nbytes);
        cw_shard_frame_store(&frame, out);
        *frame_ret = frame;
        return CW_OK;
}
