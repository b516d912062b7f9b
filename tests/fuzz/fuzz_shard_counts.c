/* SPDX-License-Identifier: MIT */
/*
 * Counts of a shard from hostile hands, such as a cache that others can write to.  The checksum is put right first, or
 * nothing would come past it.  What is accepted must add up, and come back out equal when it is added alone.
 */
#include "base/cursor.h"
#include "base/hash.h"
#include "base/memory.h"
#include "merge/shard_counts.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
        if (!holds)
                abort();
}

static uint64_t
none_before(const void *user, uint64_t part)
{
        (void)user;
        (void)part;
        return 0;
}

/* Written anew from the bins they were added to and added once more, they give the same sums. */
static void
check_round_trip(const struct cw_bins *once)
{
        static const struct cw_rows rows = {.unit = "row", .before = none_before};
        struct cw_shard_counts again;
        struct cw_bins twice;
        must(cw_shard_counts_make(once, &rows, &again, NULL) == CW_OK);
        must(cw_bins_init(&twice, NULL) == CW_OK);
        must(cw_shard_counts_add(again.bytes, again.nbytes, 1, &twice, NULL) == CW_OK);
        must(twice.sequences == once->sequences && twice.rows_skipped == once->rows_skipped);
        must(twice.n_odd == once->n_odd && twice.n_skipped == once->n_skipped);
        must(twice.by_sequence.n_touched == once->by_sequence.n_touched);
        must(twice.by_sequence.missing == once->by_sequence.missing);
        for (size_t i = 0; i < once->by_sequence.n_touched; i++) {
                const struct cw_sequence_label *a =
                        cw_sequence_label_of(&once->by_sequence, once->by_sequence.touched[i]);
                const uint32_t code = cw_sequence_code_of(&twice.by_sequence, a);
                const struct cw_sequence_label *b = cw_sequence_label_of(&twice.by_sequence, code);
                must(a->sum.around == b->sum.around && a->sum.sequences == b->sum.sequences);
        }
        for (int64_t id = -128; id < 128; id++)
                must(cw_histogram_get(&twice.ids, id) == cw_histogram_get(&once->ids, id));
        cw_shard_counts_free(&again);
        cw_bins_free(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct cw_bins bins;
        uint8_t *bytes = cw_malloc(size + 8);
        must(bytes != NULL && cw_bins_init(&bins, NULL) == CW_OK);
        if (size > 0)
                memcpy(bytes, data, size);
        cw_store_le(bytes + size, cw_hash64(bytes, size), 8);
        const bool accepted = cw_shard_counts_add(bytes, size + 8, 1, &bins, NULL) == CW_OK;
        must(accepted == (cw_shard_counts_check(bytes, size + 8, NULL) == CW_OK));
        if (accepted)
                check_round_trip(&bins);
        cw_bins_free(&bins);
        cw_free(bytes);
        return 0;
}
