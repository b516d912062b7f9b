/* SPDX-License-Identifier: MIT */
/*
 * Where the text of a block comes from, if not from a window: in chunks that stay in the L2 cache.  A row that does not fit is
 * given more room, up to --max-memory.
 */
#ifndef CW_FORMATS_TEXT_FEED_H
#define CW_FORMATS_TEXT_FEED_H

#include "formats/text/text_shard.h"

struct cw_text_feed {
        struct cw_reader *reader;
        const struct cw_block *block;
        struct cw_scratch *scratch;
        uint64_t at, end; /* of the file: what is still to be read */
        size_t raw_pos, raw_nbytes;
        bool ended;
};

/** Makes room for the first chunk in scratch->text. */
CW_MUST_USE cw_status cw_text_feed_begin(struct cw_text_feed *feed, struct cw_error *err);

/** More text into out[0 .. room); sets feed->ended with the last of it. */
CW_MUST_USE cw_status cw_text_feed_fill(struct cw_text_feed *feed, char *out, size_t room, size_t *got_ret,
                                        struct cw_error *err);

/** Room for more behind text[0 .. used), if there is little: when a row fills all there is. */
CW_MUST_USE cw_status cw_text_make_room(struct cw_scratch *scratch, size_t used, struct cw_error *err);

#endif
