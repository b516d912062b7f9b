/* SPDX-License-Identifier: MIT */
/*
 * The end of a native shard: totals against what was walked over, the seek table, and that nothing follows.
 */
#include "base/cursor.h"
#include "base/hash.h"
#include "formats/shard/shard_state.h"

#include <inttypes.h>

static cw_status
fail_end(struct cw_error *err, cw_status status, const char *what, uint64_t offset, const char *why)
{
        return cw_shard_at_byte(err, offset,
                                cw_fail(err, status, "%s at byte %" PRIu64 ": %s; %s", what, offset, why,
                                        status == CW_E_TRUNCATED ? CW_SHARD_CUT_OFF : CW_SHARD_DAMAGED));
}

static cw_status
check_totals(const struct cw_shard_state *s, struct cw_shard_end *end, struct cw_error *err)
{
        const uint64_t offset = s->offset - CW_SHARD_FIXED_NBYTES;
        const char *why = cw_shard_end_load(s->end, end);
        if (why == NULL &&
            (end->n_frames != s->n_frames || end->n_labels != s->n_labels || end->n_sequences != s->n_sequences))
                why = "its totals differ from those of the frames";
        if (why == NULL && (end->offset != offset || end->table_nbytes != cw_shard_table_nbytes(s->n_frames)))
                why = "its offset, or the size it names for the seek table, is wrong";
        return why == NULL ? CW_OK : fail_end(err, CW_E_CORRUPT, "end frame", offset, why);
}

static cw_status
check_table(struct cw_reader *reader, const struct cw_shard_end *end, struct cw_scratch *scratch, struct cw_error *err)
{
        struct cw_shard_state *s = reader->state;
        const uint64_t offset = s->offset;
        const char *why = NULL;
        size_t got = 0;
        if (reader->file->seekable && end->table_nbytes > reader->file->nbytes - offset)
                return fail_end(err, CW_E_TRUNCATED, "seek table", offset, "it is not whole");
        CW_TRY(cw_scratch_raw(scratch, end->table_nbytes, err));
        CW_TRY(cw_shard_take(reader, scratch->raw, end->table_nbytes, &got, err));
        if (got < end->table_nbytes)
                return fail_end(err, CW_E_TRUNCATED, "seek table", offset, "it is not whole");
        if (cw_hash64(scratch->raw, got) != end->table_hash)
                why = "its checksum differs";
        else if (!cw_shard_table_fits(scratch->raw, got, offset, s->n_plain))
                why = "it does not fit the frames";
        return why == NULL ? CW_OK : fail_end(err, CW_E_CORRUPT, "seek table", offset, why);
}

cw_status
cw_shard_finish(struct cw_reader *reader, struct cw_scratch *scratch, struct cw_tally *tally, struct cw_error *err)
{
        struct cw_shard_state *s = reader->state;
        struct cw_shard_end end;
        uint8_t after[CW_SHARD_PROBE_NBYTES];
        size_t got = 0;
        (void)tally;
        CW_TRY(check_totals(s, &end, err));
        CW_TRY(check_table(reader, &end, scratch, err));
        const uint64_t offset = s->offset;
        CW_TRY(cw_shard_take(reader, after, sizeof(after), &got, err));
        if (got == 0)
                return CW_OK;
        cw_status status =
                cw_shard_magic_matches(after, got) == 12
                        ? cw_fail(err, CW_E_CORRUPT,
                                  "another shard begins at byte %" PRIu64 ", after the end of the first; shards cannot "
                                  "be joined by concatenation, give them as files of their own or pack them into one",
                                  offset)
                        : cw_fail(err, CW_E_CORRUPT,
                                  "bytes follow the end of the shard at byte %" PRIu64 "; " CW_SHARD_DAMAGED, offset);
        return cw_shard_at_byte(err, offset, status);
}

bool
cw_shard_find_end(const struct cw_reader *reader, struct cw_shard_end *end_ret)
{
        uint8_t footer[CW_SEEKABLE_FOOTER_NBYTES], bytes[CW_SHARD_FIXED_NBYTES];
        size_t got = 0;
        const uint64_t nbytes = reader->file->nbytes;
        if (!reader->file->seekable || nbytes < sizeof(footer) ||
            cw_file_read_at(reader->file, nbytes - sizeof(footer), footer, sizeof(footer), &got, NULL) != CW_OK ||
            got < sizeof(footer) || cw_load_le(footer + 5, 4) != CW_SEEKABLE_MAGIC)
                return false;
        const uint64_t n_entries = cw_load_le(footer, 4);
        if (n_entries < 2)
                return false;
        const uint64_t back = cw_shard_table_nbytes((n_entries - 2) / 2);
        if (back > nbytes || sizeof(bytes) > nbytes - back)
                return false;
        return cw_file_read_at(reader->file, nbytes - back - sizeof(bytes), bytes, sizeof(bytes), &got, NULL) ==
                       CW_OK &&
               got == sizeof(bytes) && cw_shard_end_load(bytes, end_ret) == NULL;
}
