/* SPDX-License-Identifier: MIT */
/*
 * A file that is written plain, as zstd in one frame or in many, or as gzip.  Failures end the program with a sentence:
 * this is a tool for tests, and half a corpus is of no use.
 */
#ifndef CW_SYNTH_SINK_H
#define CW_SYNTH_SINK_H

#include <stddef.h>

enum synth_codec { SYNTH_PLAIN, SYNTH_ZST, SYNTH_GZ };

struct synth_sink;

/** `frame_nbytes`: text bytes of a zstd frame, 0 for one frame of all; frames are cut where they are full, mostly in
 *  the middle of a line. */
struct synth_sink *synth_sink_open(const char *path, enum synth_codec codec, size_t frame_nbytes);
void synth_sink_write(struct synth_sink *sink, const void *data, size_t n);
void synth_sink_close(struct synth_sink *sink);

/** Prints "synth: SENTENCE" and exits with 4. */
_Noreturn void synth_die(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
