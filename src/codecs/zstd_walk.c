/* SPDX-License-Identifier: MIT */
/*
 * Finding the frames of a zstd file without decompressing and without reading the blocks' contents (RFC 8878, 3.1):
 *
 *     frame      := magic(4) header(2..14) block* [checksum(4)]
 *     header     := descriptor(1) [window(1)] [dictionary id(0,1,2,4)] [content size(0,1,2,4,8)]
 *                   descriptor: bits 7-6 content size flag, 5 single segment, 4 unused, 3 reserved, 2 checksum, 1-0 id
 *     block      := header(3): bit 0 last, bits 1-2 type, bits 3-23 size; then size bytes (type 1, RLE: one byte)
 *     skippable  := magic(4) 0x184D2A50..5F, size(4), size bytes
 *
 * zstd's own ZSTD_findFrameCompressedSize() wants the whole frame in memory; this wants 3 bytes a block.  It trusts no
 * size: every step is checked against the end of the file, and every step moves forward.
 */
#include "base/cursor.h"
#include "codecs/stream_impl.h"

enum { HEADER_MOST = 18, LOOK = 4096 };

/* A few kilobytes of the file at a time: small frames, many to a page, are walked without a system call each. */
struct window {
        cw_read_at_fn *read_at;
        void *user;
        uint64_t file_nbytes;
        uint64_t start;
        size_t nbytes;
        uint8_t bytes[LOOK];
};

/* The bytes at `offset`, at most HEADER_MOST of them, fewer only at the end of the file. */
static cw_status
look(struct window *w, uint64_t offset, struct cw_cursor *cursor_ret, struct cw_error *err)
{
        if (offset < w->start || offset + HEADER_MOST > w->start + w->nbytes) {
                if (offset >= w->file_nbytes)
                        return cw_fail(err, CW_E_TRUNCATED,
                                       "the zstd data ends at byte %llu, within a frame; the file "
                                       "is cut off",
                                       (unsigned long long)w->file_nbytes);
                CW_TRY(w->read_at(w->user, offset, w->bytes, sizeof(w->bytes), &w->nbytes, err));
                w->start = offset;
        }
        *cursor_ret = cw_cursor_over(w->bytes + (offset - w->start), w->nbytes - (size_t)(offset - w->start));
        return CW_OK;
}

static cw_status
too_short(uint64_t offset, struct cw_error *err)
{
        return cw_fail(err, CW_E_TRUNCATED,
                       "the zstd frame at byte %llu goes on past the end of the file; it is cut off",
                       (unsigned long long)offset);
}

/* After the magic: the rest of the header.  Moves the cursor behind it. */
static cw_status
read_header(struct cw_cursor *c, struct cw_zstd_frame *f, struct cw_error *err)
{
        static const uint8_t id_nbytes[4] = {0, 1, 2, 4};
        uint8_t descriptor = cw_cursor_u8(c);
        bool single = (descriptor & 0x20) != 0;
        if ((descriptor & 0x08) != 0)
                return cw_fail(err, CW_E_CORRUPT, "the zstd frame at byte %llu has a damaged header",
                               (unsigned long long)f->offset);
        unsigned size_flag = descriptor >> 6;
        size_t size_nbytes = size_flag == 0 ? (single ? 1u : 0u) : (size_t)1 << size_flag;
        if (!single)
                (void)cw_cursor_u8(c);
        (void)cw_cursor_le(c, id_nbytes[descriptor & 3]);
        uint64_t size = cw_cursor_le(c, size_nbytes);
        f->content_nbytes = size_nbytes == 0 ? UINT64_MAX : size_nbytes == 2 ? size + 256 : size;
        f->has_checksum = (descriptor & 0x04) != 0;
        return cw_cursor_ok(c) ? CW_OK : too_short(f->offset, err);
}

static cw_status
walk_blocks(struct window *w, struct cw_zstd_frame *f, uint64_t at, struct cw_error *err)
{
        for (bool last = false; !last;) {
                struct cw_cursor c;
                CW_TRY(look(w, at, &c, err));
                uint32_t header = (uint32_t)cw_cursor_le(&c, 3);
                if (!cw_cursor_ok(&c))
                        return too_short(f->offset, err);
                unsigned type = (header >> 1) & 3;
                last = (header & 1) != 0;
                if (type == 3)
                        return cw_fail(err, CW_E_CORRUPT,
                                       "the zstd frame at byte %llu has a damaged block at byte %llu",
                                       (unsigned long long)f->offset, (unsigned long long)at);
                at += 3 + (type == 1 ? 1 : header >> 3);
        }
        f->nbytes = at + (f->has_checksum ? 4 : 0) - f->offset;
        return f->offset + f->nbytes > w->file_nbytes ? too_short(f->offset, err) : CW_OK;
}

cw_status
cw_zstd_walk(cw_read_at_fn *read_at, void *user, uint64_t offset, uint64_t file_nbytes, struct cw_zstd_frame *frame_ret,
             struct cw_error *err)
{
        struct window w = {.read_at = read_at, .user = user, .file_nbytes = file_nbytes};
        struct cw_zstd_frame f = {.offset = offset};
        struct cw_cursor c;
        *frame_ret = f;
        CW_TRY(look(&w, offset, &c, err));
        uint32_t magic = cw_cursor_u32(&c);
        if (!cw_cursor_ok(&c))
                return too_short(offset, err);
        if ((magic & CW_ZSTD_SKIPPABLE_MASK) == CW_ZSTD_SKIPPABLE_MAGIC) {
                f.skippable = true;
                f.nbytes = 8 + (uint64_t)cw_cursor_u32(&c);
                if (!cw_cursor_ok(&c) || f.nbytes > file_nbytes - offset)
                        return too_short(offset, err);
        } else if (magic == CW_ZSTD_MAGIC) {
                const uint8_t *start = c.at;
                CW_TRY(read_header(&c, &f, err));
                CW_TRY(walk_blocks(&w, &f, offset + 4 + (uint64_t)(c.at - start), err));
        } else {
                return cw_fail(err, CW_E_CORRUPT,
                               "expected a zstd frame at byte %llu, found bytes %08x; the file is "
                               "damaged, or not all of it is zstd",
                               (unsigned long long)offset, (unsigned)magic);
        }
        *frame_ret = f;
        return CW_OK;
}
