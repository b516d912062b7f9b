/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a Snappy block: ours and libsnappy must agree on whether it is one, and on what is in it; and cut in three, as
 * elements side by side, which must be as each alone.  Input and output lie in blocks of just their size, so that a byte
 * too many is seen.
 */
#include "codecs/blocks.h"

#include <assert.h>
#include <snappy-c.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ROOM = 1 << 20, CHOICES = 4 * CW_SNAPPY_LANES };

static void *
copy_of(const void *bytes, size_t n)
{
        void *copy = calloc(n > 0 ? n : 1, 1);
        assert(copy != NULL);
        if (bytes != NULL)
                memcpy(copy, bytes, n);
        return copy;
}

static void
try_lanes(const uint8_t *data, size_t size)
{
        struct cw_snappy lanes[CW_SNAPPY_LANES], alone[CW_SNAPPY_LANES];
        const uint8_t *ins[CW_SNAPPY_LANES];
        uint8_t *outs[2 * CW_SNAPPY_LANES];
        bool sound = true;
        const uint8_t *choices = data, *at = data + CHOICES, *const end = data + size;
        for (size_t i = 0; i < CW_SNAPPY_LANES; i++, choices += 4) {
                const size_t most = (size_t)(end - at), wish = choices[0] | (size_t)choices[1] << 8;
                const size_t n = i + 1 == CW_SNAPPY_LANES || wish > most ? most : wish;
                const size_t room = choices[2] | (size_t)choices[3] << 8;
                ins[i] = copy_of(at, n);
                at += n;
                for (size_t k = 0; k < 2; k++) {
                        uint8_t *out = outs[2 * i + k] = copy_of(NULL, room);
                        *(k == 0 ? &lanes[i] : &alone[i]) = (struct cw_snappy){.at = ins[i],
                                                                               .end = ins[i] + n,
                                                                               .start = out,
                                                                               .to = out,
                                                                               .to_end = out + room,
                                                                               .n_left = room + choices[0] % 3};
                }
                sound = cw_snappy_run(&alone[i], true) && sound;
        }
        assert(cw_snappy_run_lanes(lanes) == sound);
        for (size_t i = 0; i < CW_SNAPPY_LANES; i++) {
                if (sound) {
                        const size_t n = (size_t)(alone[i].to - alone[i].start);
                        assert(lanes[i].at == alone[i].at && lanes[i].to == lanes[i].start + n);
                        assert(lanes[i].n_left == alone[i].n_left && lanes[i].literal_left == alone[i].literal_left);
                        assert(memcmp(lanes[i].start, alone[i].start, n) == 0);
                }
                free((void *)(uintptr_t)ins[i]);
                free(outs[2 * i]);
                free(outs[2 * i + 1]);
        }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct cw_error err;
        size_t nbytes = 0, got = 0;
        if (size > CHOICES)
                try_lanes(data, size);
        const bool has_length = snappy_uncompressed_length((const char *)data, size, &nbytes) == SNAPPY_OK;
        if (has_length && nbytes > ROOM) {
                assert(cw_snappy_block(data, size, NULL, ROOM, &got, &err) == CW_E_LIMIT);
                return 0;
        }
        char *theirs = malloc(nbytes > 0 ? nbytes : 1), *ours = malloc(nbytes > 0 ? nbytes : 1);
        size_t their_nbytes = nbytes;
        assert(theirs != NULL && ours != NULL);
        const bool sound =
                has_length && snappy_uncompress((const char *)data, size, theirs, &their_nbytes) == SNAPPY_OK;
        const cw_status status = cw_snappy_block(data, size, ours, nbytes, &got, &err);
        assert((status == CW_OK) == sound);
        if (sound)
                assert(got == their_nbytes && memcmp(ours, theirs, got) == 0);
        free(theirs);
        free(ours);
        return 0;
}
