/* SPDX-License-Identifier: MIT */
/*
 * Sealing of counts: the total and the two hashes by which outputs can be told to be about the same data.
 *
 * labels_hash   XXH3-128 of   id TAB name LF          for each label that has a name
 * fingerprint   XXH3-128 of   n_labels,  then of each: id, tokens, nbytes of name + 1 (0: no name), name
 *                             n_ignored, then of each: id, tokens
 *               all numbers as 64 bits little-endian
 *
 * Sequences are left out: a sentence that is cut by the end of a shard is two.  Lengths go before names so that no two
 * different results hash the same bytes.
 */
#include "base/buffer.h"
#include "base/cursor.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/result.h"

static cw_status
sum_tokens(struct cw_counts *counts, struct cw_error *err)
{
        uint64_t sum = 0;
        for (size_t i = 0; i < counts->n_labels; i++) {
                if (counts->labels[i].tokens > UINT64_MAX - sum)
                        return cw_fail(
                                err, CW_E_DATA,
                                "expected at most 2^64-1 tokens in all, found more; these counts cannot be real");
                sum += counts->labels[i].tokens;
        }
        counts->totals.tokens = sum;
        return CW_OK;
}

/* Hashes what the buffer holds into a string, which replaces `*hex_ref`; empties the buffer. */
static cw_status
set_hash(struct cw_buffer *bytes, char **hex_ref, struct cw_error *err)
{
        char hex[33];
        char *data, *copy;
        size_t nbytes;
        CW_TRY(cw_buffer_take(bytes, &data, &nbytes, err));
        cw_digest_hex(cw_hash128(data, nbytes), hex);
        cw_free(data);
        copy = cw_strdup(hex);
        if (copy == NULL)
                return cw_fail_memory(err, sizeof(hex));
        cw_free(*hex_ref);
        *hex_ref = copy;
        return CW_OK;
}

static cw_status
set_labels_hash(struct cw_counts *counts, struct cw_error *err)
{
        struct cw_buffer bytes = {0};
        bool any = false;
        for (size_t i = 0; i < counts->n_labels; i++) {
                const struct cw_count_row *label = &counts->labels[i];
                if (label->name == NULL)
                        continue;
                cw_buffer_printf(&bytes, "%lld\t", (long long)label->id);
                cw_buffer_puts(&bytes, label->name);
                cw_buffer_putc(&bytes, '\n');
                any = true;
        }
        if (any)
                return set_hash(&bytes, &counts->labels_hash, err);
        cw_free(counts->labels_hash);
        counts->labels_hash = NULL;
        return CW_OK;
}

static void
put_u64(struct cw_buffer *bytes, uint64_t value)
{
        uint8_t le[8];
        cw_store_le(le, value, sizeof(le));
        cw_buffer_add(bytes, le, sizeof(le));
}

static cw_status
set_fingerprint(struct cw_counts *counts, struct cw_error *err)
{
        struct cw_buffer bytes = {0};
        put_u64(&bytes, counts->n_labels);
        for (size_t i = 0; i < counts->n_labels; i++) {
                const struct cw_count_row *label = &counts->labels[i];
                const size_t n_name = label->name == NULL ? 0 : strlen(label->name);
                put_u64(&bytes, (uint64_t)label->id);
                put_u64(&bytes, label->tokens);
                put_u64(&bytes, label->name == NULL ? 0 : (uint64_t)n_name + 1);
                cw_buffer_add(&bytes, label->name, n_name);
        }
        put_u64(&bytes, counts->n_ignored);
        for (size_t i = 0; i < counts->n_ignored; i++) {
                put_u64(&bytes, (uint64_t)counts->ignored[i].id);
                put_u64(&bytes, counts->ignored[i].tokens);
        }
        return set_hash(&bytes, &counts->fingerprint, err);
}

cw_status
cw_counts_seal(struct cw_counts *counts, struct cw_error *err)
{
        CW_TRY(sum_tokens(counts, err));
        CW_TRY(set_labels_hash(counts, err));
        return set_fingerprint(counts, err);
}
