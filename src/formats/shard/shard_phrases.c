/* SPDX-License-Identifier: MIT */
/*
 * The body of a phrase-coded frame: a byte a code.  To count it, its bytes are counted by the kernel, of a stored frame where
 * they lie, and their counts folded by the dictionary.  The phrases are spelt out only to hand labels over in order, or to
 * find where a label that is unknown stands first.
 *
 * zstd's own checksum of a stored frame is left to others: XXH3 has been taken of the very same bytes.
 */
#include "codecs/codec.h"
#include "count/collector.h"
#include "count/kernels.h"
#include "formats/shard/shard_state.h"

enum { PIECE = 2048 };

/* ---- counting -------------------------------------------------------------------------------------------------- */

/* Tallies each symbol of `wanted`, by its first place in the frame. */
static void
tally_by_place(const struct cw_phrases *p, const uint8_t *codes, size_t n, const uint64_t counts[CW_CODES_MOST],
               bool wanted[CW_CODES_MOST], unsigned n_wanted, struct cw_tally *tally)
{
        const uint64_t first = tally->at.position;
        uint64_t position = first;
        for (size_t i = 0; i < n && n_wanted > 0; i++) {
                const uint8_t *symbols = p->expanded + p->starts[codes[i]];
                for (unsigned k = 0; k < p->lengths[codes[i]]; k++) {
                        const uint8_t symbol = symbols[k];
                        if (wanted[symbol]) {
                                tally->at.position = position;
                                cw_tally_run(tally, p->ids[symbol], counts[symbol]);
                                wanted[symbol] = false;
                                n_wanted--;
                        }
                        position += symbol < p->n_ids;
                }
        }
        tally->at.position = first;
}

static cw_status
inflate(const struct cw_block *block, const struct cw_shard_frame *frame, const uint8_t *data,
        struct cw_scratch *scratch, struct cw_error *err)
{
        CW_TRY(cw_scratch_text(scratch, frame->body_nbytes > 0 ? frame->body_nbytes : 1, err));
        return cw_shard_inflate(block, scratch, data, frame->data_nbytes, scratch->text, frame->body_nbytes, err);
}

/* counts[code] of a frame. */
static cw_status
count_codes(const struct cw_kernel *kernel, const struct cw_block *block, const struct cw_shard_frame *frame,
            const uint8_t *data, struct cw_scratch *scratch, uint64_t counts[CW_CODES_MOST], struct cw_error *err)
{
        const size_t n = frame->body_nbytes;
        if (!cw_zstd_stored(data, frame->data_nbytes, n)) {
                CW_TRY(inflate(block, frame, data, scratch, err));
                kernel->bytes((const uint8_t *)scratch->text, n, counts);
                return CW_OK;
        }
        for (size_t i = 0; i < cw_zstd_stored_blocks(n); i++) {
                size_t nbytes;
                const uint8_t *codes = cw_zstd_stored_block(data, n, i, &nbytes);
                if (codes == NULL)
                        return cw_shard_fail_frame(err, block, "it does not decompress to the size it names");
                kernel->bytes(codes, nbytes, counts);
        }
        return CW_OK;
}

static cw_status
count(const struct cw_phrases *p, const struct cw_block *block, const struct cw_shard_frame *frame, const uint8_t *data,
      struct cw_scratch *scratch, struct cw_tally *tally, struct cw_error *err)
{
        uint64_t counts[CW_CODES_MOST] = {0}, n_labels = 0;
        bool wanted[CW_CODES_MOST] = {false};
        unsigned n_wanted = 0;
        CW_TRY(count_codes(tally->kernel, block, frame, data, scratch, counts, err));
        if (!cw_phrases_fold(p, counts))
                return cw_shard_fail_frame(err, block, "it has codes that its dictionary has not");
        for (unsigned symbol = 0; symbol < p->n_ids; symbol++)
                n_labels += counts[symbol];
        const uint64_t n_ended = p->has_end ? counts[p->n_ids] : 0;
        if (n_labels != frame->n_labels || n_ended != frame->n_sequences)
                return cw_shard_fail_frame(err, block, "its phrases do not add up to its labels");
        for (unsigned symbol = 0; symbol < p->n_ids; symbol++) {
                wanted[symbol] = counts[symbol] > 0 && cw_tally_is_odd(tally, p->ids[symbol]);
                n_wanted += wanted[symbol];
                if (!wanted[symbol])
                        cw_tally_run(tally, p->ids[symbol], counts[symbol]);
        }
        tally->at.position = frame->first_label;
        tally->sequences += n_ended;
        if (n_wanted > 0) {
                CW_TRY(inflate(block, frame, data, scratch, err));
                tally_by_place(p, (const uint8_t *)scratch->text, frame->body_nbytes, counts, wanted, n_wanted, tally);
        }
        return CW_OK;
}

/* ---- in order -------------------------------------------------------------------------------------------------- */

static cw_status
collect(const struct cw_phrases *p, const struct cw_block *block, const struct cw_shard_frame *frame,
        const uint8_t *codes, struct cw_tally *tally, struct cw_error *err)
{
        void (*const take)(struct cw_tally *, const void *, size_t, enum cw_width) =
                cw_tally_shows(tally) ? cw_tally_show_ids : cw_tally_ids;
        int64_t ids[PIECE];
        uint64_t n_labels = 0, n_ended = 0;
        size_t n = 0;
        for (size_t i = 0; i < frame->body_nbytes && tally->collector->status == CW_OK; i++) {
                if (codes[i] >= p->n)
                        return cw_shard_fail_frame(err, block, "it has codes that its dictionary has not");
                const uint8_t *symbols = p->expanded + p->starts[codes[i]];
                for (unsigned k = 0; k < p->lengths[codes[i]]; k++) {
                        const bool ends = symbols[k] == p->n_ids;
                        if (!ends)
                                ids[n++] = p->ids[symbols[k]];
                        if (!ends && n < PIECE)
                                continue;
                        take(tally, ids, n, CW_I64);
                        n_labels += n;
                        n = 0;
                        n_ended += ends;
                        if (ends)
                                cw_tally_end_sequence(tally);
                }
        }
        take(tally, ids, n, CW_I64);
        n_labels += n;
        if (tally->collector->status == CW_OK && (n_labels != frame->n_labels || n_ended != frame->n_sequences))
                return cw_shard_fail_frame(err, block, "its phrases do not add up to its labels");
        return CW_OK;
}

cw_status
cw_shard_take_phrases(const struct cw_reader *reader, const struct cw_block *block, const struct cw_shard_frame *frame,
                      const uint8_t *data, struct cw_scratch *scratch, struct cw_tally *tally, struct cw_error *err)
{
        const struct cw_phrases *p = ((const struct cw_shard_state *)reader->state)->header.phrases;
        struct cw_collector *const collector = tally->collector;
        const uint64_t n_before = tally->sequences;
        cw_status status = CW_OK;
        if (collector == NULL || cw_tally_shows(tally)) {
                tally->collector = NULL;
                status = count(p, block, frame, data, scratch, tally, err);
                tally->collector = collector;
        }
        if (collector == NULL || status != CW_OK)
                return status;
        tally->sequences = n_before; /* they end as they are handed over */
        CW_TRY(inflate(block, frame, data, scratch, err));
        return collect(p, block, frame, (const uint8_t *)scratch->text, tally, err);
}
