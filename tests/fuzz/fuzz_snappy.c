/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a Snappy block: ours and libsnappy must agree on whether it is one, and on what is in it.  Input and output
 * lie in blocks of just their size, so that a byte too many is seen.
 */
#include "codecs/blocks.h"

#include <assert.h>
#include <snappy-c.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ROOM = 1 << 20 };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct cw_error err;
        size_t nbytes = 0, got = 0;
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
