/* SPDX-License-Identifier: MIT */
/*
 * Files as they are replaced: whole or not at all.  cw_write_file() of counterweight.h is implemented in output_file.c;
 * this is the same piece by piece, and the reading half that an edit in place needs.
 */
#ifndef CW_WRITE_OUTPUT_FILE_H
#define CW_WRITE_OUTPUT_FILE_H

#include "base/buffer.h"

/** A file on its way, written piece by piece; cw_write_file() is this in one.  One thread. */
struct cw_output;

/** Opens a temporary file beside `path`; "-", pipes and devices are opened to be written straight.  CW_E_IO. */
CW_MUST_USE cw_status cw_output_open(const char *path, struct cw_output **output_ret, struct cw_error *err);
CW_MUST_USE cw_status cw_output_add(struct cw_output *output, const void *data, size_t nbytes, struct cw_error *err);
/** Puts the file in its place, and frees the output; on failure the old file is whole. */
CW_MUST_USE cw_status cw_output_commit(struct cw_output **output, struct cw_error *err);
/** Leaves the old file as it is, and frees the output.  NULL is fine. */
void cw_output_discard(struct cw_output **output);

/** The whole regular file `path`, at most `max_nbytes`, into `text`; *exists_ret false and CW_OK if there is none.
 *  CW_E_IO, CW_E_LIMIT, CW_E_MEMORY; the sentence names the file. */
CW_MUST_USE cw_status cw_output_file_read(const char *path, size_t max_nbytes, struct cw_buffer *text, bool *exists_ret,
                                          struct cw_error *err);

#endif
