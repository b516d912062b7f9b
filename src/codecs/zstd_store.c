/* SPDX-License-Identifier: MIT */
/*
 * A zstd frame that holds its content as it is (RFC 8878, 3.1), which no compression level of the library makes:
 *
 *     magic(4)  descriptor(1)  content size(4)  { header(3) content }...  checksum(4)
 *               0xA4: a single segment, a content size of four bytes, a checksum
 *               block header: bit 0 last, bits 1-2 type 0, raw, bits 3-23 size, at most 128 KiB
 *
 * Any zstd reader decodes it; one that knows there may be such frames can use the content where it lies.
 */
#include "base/cursor.h"
#include "base/hash.h"
#include "codecs/stream_impl.h"

enum { BLOCK_MOST = 1 << 17, HEAD_NBYTES = 9, BLOCK_HEADER_NBYTES = 3, CHECKSUM_NBYTES = 4, DESCRIPTOR = 0xA4 };

/* At least one, which may be empty. */
size_t
cw_zstd_stored_blocks(size_t content_nbytes)
{
        return content_nbytes == 0 ? 1 : (content_nbytes + BLOCK_MOST - 1) / BLOCK_MOST;
}

static size_t
stored_nbytes(size_t nbytes)
{
        return HEAD_NBYTES + cw_zstd_stored_blocks(nbytes) * BLOCK_HEADER_NBYTES + nbytes + CHECKSUM_NBYTES;
}

cw_status
cw_zstd_store(const void *in, size_t in_nbytes, uint8_t *out, size_t out_cap, size_t *out_nbytes_ret,
              struct cw_error *err)
{
        const uint8_t *from = in;
        uint8_t *to = out;
        if (in_nbytes > UINT32_MAX || stored_nbytes(in_nbytes) > out_cap)
                return cw_fail(err, CW_E_LIMIT, "%zu bytes do not fit into a zstd frame of %zu", in_nbytes, out_cap);
        cw_store_le(to, CW_ZSTD_MAGIC, 4);
        to[4] = DESCRIPTOR;
        cw_store_le(to + 5, in_nbytes, 4);
        to += HEAD_NBYTES;
        for (size_t i = cw_zstd_stored_blocks(in_nbytes), left = in_nbytes; i > 0; i--) {
                const size_t n = left < BLOCK_MOST ? left : BLOCK_MOST;
                cw_store_le(to, (uint64_t)n << 3 | (i == 1), BLOCK_HEADER_NBYTES);
                memcpy(to + BLOCK_HEADER_NBYTES, from, n);
                to += BLOCK_HEADER_NBYTES + n;
                from += n;
                left -= n;
        }
        cw_store_le(to, cw_hash_xxh64(in, in_nbytes), CHECKSUM_NBYTES);
        *out_nbytes_ret = stored_nbytes(in_nbytes);
        return CW_OK;
}

bool
cw_zstd_stored(const uint8_t *frame, size_t nbytes, size_t content_nbytes)
{
        return nbytes == stored_nbytes(content_nbytes) && cw_load_le(frame, 4) == CW_ZSTD_MAGIC &&
               frame[4] == DESCRIPTOR && cw_load_le(frame + 5, 4) == content_nbytes;
}

const uint8_t *
cw_zstd_stored_block(const uint8_t *frame, size_t content_nbytes, size_t index, size_t *nbytes_ret)
{
        const size_t n_blocks = cw_zstd_stored_blocks(content_nbytes), before = index * BLOCK_MOST;
        const uint8_t *block = frame + HEAD_NBYTES + before + index * BLOCK_HEADER_NBYTES;
        const size_t left = content_nbytes - before, n = left < BLOCK_MOST ? left : BLOCK_MOST;
        *nbytes_ret = n;
        return cw_load_le(block, BLOCK_HEADER_NBYTES) == ((uint64_t)n << 3 | (index + 1 == n_blocks))
                       ? block + BLOCK_HEADER_NBYTES
                       : NULL;
}
