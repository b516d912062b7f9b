/* SPDX-License-Identifier: MIT */
/*
 * Storing and loading of preamble, end frame and seek table; pictures in shard_layout.h.  Loading checks a struct
 * against itself and the format's bounds; the reader checks it against the file and the frames before it.
 */
#include "formats/shard/shard_layout.h"

#include "base/cursor.h"
#include "base/hash.h"

enum { SEAL_NBYTES = 8, SEALED_NBYTES = CW_SHARD_FIXED_NBYTES - SEAL_NBYTES };

/* A skippable frame's size leaves out its own first eight bytes. */
enum { FIXED_SIZE_FIELD = CW_SHARD_FIXED_NBYTES - CW_SHARD_SKIPPABLE_NBYTES };

static const char damaged[] = "its checksum differs";

void
cw_shard_seal(uint8_t *data, size_t nbytes)
{
        cw_store_le(data + nbytes, cw_hash64(data, nbytes), SEAL_NBYTES);
}

bool
cw_shard_sealed(const uint8_t *data, size_t nbytes)
{
        return cw_load_le(data + nbytes, SEAL_NBYTES) == cw_hash64(data, nbytes);
}

void
cw_shard_frame_store(const struct cw_shard_frame *f, uint8_t bytes_ret[CW_SHARD_FIXED_NBYTES])
{
        cw_store_le(bytes_ret + 0, CW_SHARD_PREAMBLE_MAGIC, 4);
        cw_store_le(bytes_ret + 4, (uint64_t)FIXED_SIZE_FIELD + f->lengths_packed_nbytes, 4);
        cw_store_le(bytes_ret + 8, f->first_label, 8);
        cw_store_le(bytes_ret + 16, f->number, 4);
        cw_store_le(bytes_ret + 20, f->n_labels, 4);
        cw_store_le(bytes_ret + 24, f->n_sequences, 4);
        cw_store_le(bytes_ret + 28, f->lengths_packed_nbytes, 4);
        cw_store_le(bytes_ret + 32, (uint64_t)f->lengths_nbytes + f->body_nbytes, 4); /* one of them is 0 */
        cw_store_le(bytes_ret + 36, f->data_nbytes, 4);
        cw_store_le(bytes_ret + 40, f->lengths_hash, 8);
        cw_store_le(bytes_ret + 48, f->data_hash, 8);
        cw_shard_seal(bytes_ret, SEALED_NBYTES);
}

const char *
cw_shard_frame_load(const uint8_t bytes[CW_SHARD_FIXED_NBYTES], unsigned id_nbytes, bool has_phrases,
                    struct cw_shard_frame *frame_ret)
{
        struct cw_cursor c = cw_cursor_over(bytes, CW_SHARD_FIXED_NBYTES);
        struct cw_shard_frame *f = frame_ret;
        uint32_t magic = cw_cursor_u32(&c), size = cw_cursor_u32(&c);
        f->first_label = cw_cursor_u64(&c);
        f->number = cw_cursor_u32(&c);
        f->n_labels = cw_cursor_u32(&c);
        f->n_sequences = cw_cursor_u32(&c);
        f->lengths_packed_nbytes = cw_cursor_u32(&c);
        const uint32_t unpacked = cw_cursor_u32(&c);
        f->lengths_nbytes = has_phrases ? 0 : unpacked;
        f->body_nbytes = has_phrases ? unpacked : 0;
        f->data_nbytes = cw_cursor_u32(&c);
        f->lengths_hash = cw_cursor_u64(&c);
        f->data_hash = cw_cursor_u64(&c);
        if (!cw_shard_sealed(bytes, SEALED_NBYTES))
                return damaged;
        if (magic != CW_SHARD_PREAMBLE_MAGIC || f->lengths_packed_nbytes > CW_SHARD_PACKED_MOST ||
            size != FIXED_SIZE_FIELD + f->lengths_packed_nbytes)
                return "its size is out of bounds";
        if ((uint64_t)f->n_labels * id_nbytes > CW_SHARD_PLAIN_MOST || f->data_nbytes > CW_SHARD_PACKED_MOST)
                return "its data frame is larger than the format allows";
        if (has_phrases)
                return f->lengths_packed_nbytes != 0 || f->body_nbytes > CW_SHARD_PLAIN_MOST
                               ? "its body is out of bounds"
                               : NULL;
        /* Each sequence costs a byte of lengths at least. */
        if (f->lengths_nbytes > CW_SHARD_PLAIN_MOST || f->n_sequences > f->lengths_nbytes)
                return "its sequence lengths are out of bounds";
        return NULL;
}

uint64_t
cw_shard_frame_nbytes(const struct cw_shard_frame *f)
{
        return (uint64_t)CW_SHARD_FIXED_NBYTES + f->lengths_packed_nbytes + f->data_nbytes;
}

uint32_t
cw_shard_frame_plain(const struct cw_shard_frame *f, unsigned id_nbytes, bool has_phrases)
{
        return has_phrases ? f->body_nbytes : f->n_labels * id_nbytes;
}

void
cw_shard_end_store(const struct cw_shard_end *e, uint8_t bytes_ret[CW_SHARD_FIXED_NBYTES])
{
        cw_store_le(bytes_ret + 0, CW_SHARD_END_MAGIC, 4);
        cw_store_le(bytes_ret + 4, FIXED_SIZE_FIELD, 4);
        cw_store_le(bytes_ret + 8, e->n_labels, 8);
        cw_store_le(bytes_ret + 16, e->n_sequences, 8);
        cw_store_le(bytes_ret + 24, e->n_frames, 8);
        cw_store_le(bytes_ret + 32, e->offset, 8);
        cw_store_le(bytes_ret + 40, e->table_nbytes, 8);
        cw_store_le(bytes_ret + 48, e->table_hash, 8);
        cw_shard_seal(bytes_ret, SEALED_NBYTES);
}

const char *
cw_shard_end_load(const uint8_t bytes[CW_SHARD_FIXED_NBYTES], struct cw_shard_end *end_ret)
{
        struct cw_cursor c = cw_cursor_over(bytes, CW_SHARD_FIXED_NBYTES);
        uint32_t magic = cw_cursor_u32(&c), size = cw_cursor_u32(&c);
        end_ret->n_labels = cw_cursor_u64(&c);
        end_ret->n_sequences = cw_cursor_u64(&c);
        end_ret->n_frames = cw_cursor_u64(&c);
        end_ret->offset = cw_cursor_u64(&c);
        end_ret->table_nbytes = cw_cursor_u64(&c);
        end_ret->table_hash = cw_cursor_u64(&c);
        if (!cw_shard_sealed(bytes, SEALED_NBYTES))
                return damaged;
        if (magic != CW_SHARD_END_MAGIC || size != FIXED_SIZE_FIELD)
                return "its size is out of bounds";
        return NULL;
}

uint64_t
cw_shard_table_nbytes(uint64_t n_frames)
{
        /* An entry each for header and end frame, two for a data frame and its preamble. */
        const uint64_t around = CW_SHARD_SKIPPABLE_NBYTES + CW_SEEKABLE_FOOTER_NBYTES + 2 * CW_SEEKABLE_ENTRY_NBYTES;
        const uint64_t each = UINT64_C(2) * CW_SEEKABLE_ENTRY_NBYTES;
        return n_frames > (UINT32_MAX - around) / each ? UINT64_MAX : around + n_frames * each;
}

bool
cw_shard_table_fits(const uint8_t *table, size_t table_nbytes, uint64_t nbytes, uint64_t plain_nbytes)
{
        struct cw_cursor c = cw_cursor_over(table, table_nbytes);
        if (cw_cursor_u32(&c) != CW_SHARD_TABLE_MAGIC || cw_cursor_u32(&c) != table_nbytes - CW_SHARD_SKIPPABLE_NBYTES)
                return false;
        uint32_t n = 0;
        for (; cw_cursor_left(&c) >= CW_SEEKABLE_ENTRY_NBYTES + CW_SEEKABLE_FOOTER_NBYTES; n++) {
                uint32_t packed = cw_cursor_u32(&c), plain = cw_cursor_u32(&c);
                (void)cw_cursor_u32(&c);
                if (packed > nbytes || plain > plain_nbytes)
                        return false;
                nbytes -= packed;
                plain_nbytes -= plain;
        }
        bool footer = cw_cursor_u32(&c) == n && cw_cursor_u8(&c) == CW_SEEKABLE_CHECKSUMS &&
                      cw_cursor_u32(&c) == CW_SEEKABLE_MAGIC && cw_cursor_left(&c) == 0;
        return footer && cw_cursor_ok(&c) && nbytes == 0 && plain_nbytes == 0;
}
