/* SPDX-License-Identifier: MIT */
/*
 * What the files of the native shard's reader share; nobody else includes it.
 *
 *   shard_open.c    [ header ]; what inspect says
 *   shard_reader.c  [ preamble ][ data frame ] ...; the struct cw_format
 *   shard_phrases.c what is in a data frame of phrases
 *   shard_end.c     [ end ][ seek table ] and the end of the file
 */
#ifndef CW_FORMATS_SHARD_STATE_H
#define CW_FORMATS_SHARD_STATE_H

#include "formats/shard/shard_layout.h"
#include "formats/shard/shard_reader.h"

#define CW_SHARD_DAMAGED "the file is damaged (use --keep-going to count the rest)"
#define CW_SHARD_CUT_OFF "the file is cut off (copy it anew, or use --keep-going to count the rest)"

/* Written by open, next and finish, one at a time; decode reads `header` only. */
struct cw_shard_state {
        struct cw_shard_header header;
        void *header_memory;                      /* what it points into; NULL: reader->kept is */
        uint64_t offset;                          /* of what next() or finish() reads next */
        uint64_t n_frames, n_labels, n_sequences; /* walked over so far */
        uint64_t n_plain;                         /* bytes that the data frames walked over decode to */
        bool at_end;                              /* `end` has been read */
        uint8_t end[CW_SHARD_FIXED_NBYTES];
};

/** Puts the place of a fault in the data into `err`, and hands the status on. */
cw_status cw_shard_at_byte(struct cw_error *err, uint64_t offset, cw_status status);

/** Reads on from state->offset and moves it; fewer than `want` only at the end of the file. */
CW_MUST_USE cw_status cw_shard_take(struct cw_reader *reader, void *buffer, size_t want, size_t *got_ret,
                                    struct cw_error *err);

/** A frame that is damaged: CW_E_CORRUPT with its number and place. */
cw_status cw_shard_fail_frame(struct cw_error *err, const struct cw_block *block, const char *why);

/** Counts, or hands over, the codes of a frame of phrases, which lie in `data`, a zstd frame, and are inflated into the scratch
 *  only if they have to be. */
CW_MUST_USE cw_status cw_shard_take_phrases(const struct cw_reader *reader, const struct cw_block *block,
                                            const struct cw_shard_frame *frame, const uint8_t *data,
                                            struct cw_scratch *scratch, struct cw_tally *tally, struct cw_error *err);

/** Inflates to exactly `want` bytes.  Whatever zstd says of bytes whose checksum is right, the frame is at fault. */
CW_MUST_USE cw_status cw_shard_inflate(const struct cw_block *block, struct cw_scratch *scratch, const uint8_t *from,
                                       size_t from_nbytes, char *to, size_t want, struct cw_error *err);

/* Functions of cw_format_shard. */
int cw_shard_probe(const struct cw_sample *sample);
cw_status cw_shard_open(struct cw_reader *reader, const struct cw_sample *sample, struct cw_error *err);
void cw_shard_close(struct cw_reader *reader);
void cw_shard_describe(const struct cw_reader *reader, struct cw_buffer *out);
cw_status
cw_shard_finish(struct cw_reader *reader, struct cw_scratch *scratch, struct cw_tally *tally, struct cw_error *err);

/** The end frame of a regular file, found from its last bytes; false if it is not there or damaged. */
bool cw_shard_find_end(const struct cw_reader *reader, struct cw_shard_end *end_ret);

#endif
