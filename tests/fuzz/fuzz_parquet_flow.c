/* SPDX-License-Identifier: MIT */
/*
 * A data page in pieces and as a whole.  The first bytes of the input choose levels, codec and sizes, then a body follows, of
 * which the last bytes are repeated, so that it is longer than a piece; it is stored as it is, or compressed by libsnappy, or is
 * itself the compressed form.
 */
#include "parquet_flow_rig.h"

#include <snappy-c.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CHOICES = 12, BODY_MOST = 15 << 15, INPUT_MOST = 1 << 16, PLAIN_MOST = 1 << 22 };

/* The input, and its last `n_last` bytes over and over. */
static size_t
make_body(uint8_t *body, const uint8_t *data, size_t size, size_t n_last, size_t times)
{
        memcpy(body, data, size);
        for (; times > 0 && n_last > 0 && n_last <= size && size + n_last <= BODY_MOST; times--) {
                memmove(body + size, body + size - n_last, n_last);
                size += n_last;
        }
        return size;
}

/* Behind it pieces of two to nine bytes of the input, in no order: what fragments side by side are made of. */
static size_t
add_words(uint8_t *body, size_t size)
{
        const size_t n_input = size;
        uint32_t state = 1;
        while (size > 0 && size + 9 <= BODY_MOST) {
                state = state * 1664525 + 1013904223;
                const size_t length = 2 + (state >> 8) % 8, at = (state >> 16) % 512 % n_input;
                memmove(body + size, body + at, length);
                size += length;
        }
        return size;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static uint8_t body[BODY_MOST];
        static char compressed[BODY_MOST + BODY_MOST / 4];
        if (size < CHOICES || size > INPUT_MOST)
                return 0;
        struct flow_page p = {.max_repetition = data[0] & 1,
                              .max_definition = data[0] >> 1 & 3,
                              .has_crc = (data[0] & 8) != 0,
                              .wrong_crc = (data[0] & 0x30) == 0x30,
                              .is_whole_chunk = (data[0] & 0x40) != 0,
                              .is_snappy = data[1] % 3 > 0,
                              .in_large_pieces = (data[1] & 0x80) != 0,
                              .in_window = (data[0] & 0x80) != 0,
                              .looks_ahead = (data[0] & 0x80) != 0,
                              .n_codes = 1 + data[2],
                              .n_values = cw_load_le(data + 3, 3) >> 2,
                              .n_read = cw_load_le(data + 6, 2)};
        size_t n = make_body(body, data + CHOICES, size - CHOICES, cw_load_le(data + 8, 2), cw_load_le(data + 10, 2));
        if ((data[1] & 0xC0) == 0xC0 && data[1] % 3 == 1) /* seldom: it takes long */
                n = add_words(body, n);
        p.stored = body;
        p.stored_nbytes = p.plain_nbytes = n;
        if (data[1] % 3 == 1) {
                p.stored_nbytes = sizeof(compressed);
                if (snappy_compress((const char *)body, n, compressed, &p.stored_nbytes) != SNAPPY_OK)
                        return 0;
                p.stored = (const uint8_t *)compressed;
        } else if (data[1] % 3 == 2) {
                if (snappy_uncompressed_length((const char *)body, n, &p.plain_nbytes) != SNAPPY_OK ||
                    p.plain_nbytes > PLAIN_MOST)
                        return 0;
        }
        (void)flow_check(&p);
        return 0;
}
