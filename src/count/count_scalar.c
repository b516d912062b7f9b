/* SPDX-License-Identifier: MIT */
/*
 * The portable kernel, and the specification of every other.
 *
 * Bytes: eight tables of 32-bit bins, one a byte of a 64-bit word, so that equal neighbours (O O O O) add to different
 * addresses and never wait for each other's store; two words a turn, so that their adds overlap.  Wider ids: the
 * histogram's own four lanes.
 *
 * Tried and rejected, on ids of nine-tenths O: one add for a word of eight equal bytes (1.8 GB/s for 2.8: the branch is
 * mispredicted too often); one word a turn (2.2); 65,536 bins of byte pairs (misses the L1 cache and stalls on O O);
 * 64-bit bins (twice the cache).
 */
#include "count/kernels.h"

#include "base/cursor.h"

#include <string.h>

static bool
always(void)
{
        return true;
}

static inline void
add_word(uint32_t lane[8][256], uint64_t word)
{
        lane[0][word & 0xFF]++;
        lane[1][(word >> 8) & 0xFF]++;
        lane[2][(word >> 16) & 0xFF]++;
        lane[3][(word >> 24) & 0xFF]++;
        lane[4][(word >> 32) & 0xFF]++;
        lane[5][(word >> 40) & 0xFF]++;
        lane[6][(word >> 48) & 0xFF]++;
        lane[7][word >> 56]++;
}

static void
count_bytes(const uint8_t *bytes, size_t n, uint64_t counts[256])
{
        uint32_t lane[8][256] = {{0}};
        size_t i = 0;
        for (; i + 16 <= n; i += 16) {
                uint64_t first, second;
                memcpy(&first, bytes + i, sizeof(first));
                memcpy(&second, bytes + i + 8, sizeof(second));
                add_word(lane, first);
                add_word(lane, second);
        }
        for (; i < n; i++)
                lane[0][bytes[i]]++;
        for (size_t b = 0; b < 256; b++) {
                for (size_t k = 0; k < 8; k++)
                        counts[b] += lane[k][b];
        }
}

/* Four ids a turn, a lane each.  The id is outside the dense bins if its slot, taken as unsigned, is not below dense_n. */
#define DEFINE_COUNT(name, type)                                               \
        static void name(const uint8_t *ids, size_t n, struct cw_histogram *h) \
        {                                                                      \
                for (size_t i = 0; i < n; i++) {                               \
                        type id;                                               \
                        memcpy(&id, ids + i * sizeof(id), sizeof(id));         \
                        uint64_t slot = (uint64_t)(int64_t)id + CW_DENSE_BIAS; \
                        if (slot < h->dense_n)                                 \
                                h->dense[slot * CW_LANES + i % CW_LANES]++;    \
                        else                                                   \
                                cw_histogram_add(h, (int64_t)id, 1);           \
                }                                                              \
        }

DEFINE_COUNT(count_i16, int16_t)
DEFINE_COUNT(count_i32, int32_t)
DEFINE_COUNT(count_i64, int64_t)
DEFINE_COUNT(count_u16, uint16_t)
DEFINE_COUNT(count_u32, uint32_t)

/* Eight codes of a word to its eight bytes: halves, quarters, eighths move apart. */
void
cw_unpack_groups(const uint8_t *packed, size_t n_groups, unsigned width, uint8_t *bytes)
{
        const uint64_t one = (UINT64_C(1) << width) - 1, two = (UINT64_C(1) << 2 * width) - 1,
                       four = (UINT64_C(1) << 4 * width) - 1;
        const uint64_t ones = one * UINT64_C(0x0001000100010001), twos = two * UINT64_C(0x0000000100000001);
        const size_t nbytes = n_groups * width;
        for (size_t i = 0, at = 0; i < n_groups; i++, at += width) {
                uint64_t word = at + 8 <= nbytes ? cw_load_word(packed + at) : cw_load_le(packed + at, width);
                word = (word & four) | (word >> 4 * width & four) << 32;
                word = (word & twos) | (word >> 2 * width & twos) << 16;
                word = (word & ones) | (word >> width & ones) << 8;
                cw_store_word(bytes + 8 * i, word);
        }
}

static uint64_t
count_ones(const uint8_t *bytes, size_t n)
{
        uint64_t sum = 0;
        for (size_t i = 0; i < n; i += 8) {
                uint64_t word = n - i < 8 ? cw_load_le(bytes + i, n - i) : cw_load_word(bytes + i);
                word -= word >> 1 & UINT64_C(0x5555555555555555);
                word = (word & UINT64_C(0x3333333333333333)) + (word >> 2 & UINT64_C(0x3333333333333333));
                word = (word + (word >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
                sum += word * UINT64_C(0x0101010101010101) >> 56;
        }
        return sum;
}

const struct cw_kernel cw_kernel_scalar = {
        .name = "scalar",
        .usable = always,
        .bytes = count_bytes,
        .i16 = count_i16,
        .i32 = count_i32,
        .i64 = count_i64,
        .u16 = count_u16,
        .u32 = count_u32,
        .unpack = cw_unpack_groups,
        .ones = count_ones,
};
