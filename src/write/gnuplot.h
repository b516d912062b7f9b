/* SPDX-License-Identifier: MIT */
/*
 * Pictures by gnuplot, which is looked for when it is needed: a script goes in, a picture comes out, and replaces the file
 * whole or not at all.  No shell is involved, and no text of the user is ever taken for a command: names go through
 * cw_gnuplot_text(), and all else is figures.
 */
#ifndef CW_WRITE_GNUPLOT_H
#define CW_WRITE_GNUPLOT_H

#include "base/buffer.h"

enum {
        CW_PLOT_NAMED = 10,  /**< series that get a colour and a name */
        CW_PLOT_SHOWN = 200, /**< series that are drawn at all: more are no picture */
};

/** Colour `i` of CW_PLOT_NAMED, "#332288": ten that differ for every kind of colour blindness (Tol, "muted", and black). */
const char *cw_gnuplot_color(size_t i);

/** `text` as a quoted string of gnuplot. */
void cw_gnuplot_text(struct cw_buffer *script, const char *text);
/** A figure; "NaN" for none, which gnuplot leaves out. */
void cw_gnuplot_number(struct cw_buffer *script, double value);

/** Begins a script: the terminal for `path`, `width` and `height` in points, and what all pictures share.  The extension
 *  has been checked by cw_plot_check(). */
void cw_gnuplot_begin(struct cw_buffer *script, const char *path, int width, int height);

/** The title, in the upper left corner. */
void cw_gnuplot_title(struct cw_buffer *script, const char *title);
/** A logarithmic axis, 'x' or 'y', from a little below `low` to a little above `high`, with figures at 1, 2 and 5 where there
 *  is room for them; `counts`: with k, M, G for thousands and so on. */
void cw_gnuplot_log_axis(struct cw_buffer *script, char axis, double low, double high, bool counts);

/** Runs gnuplot on the script, frees it, and writes the picture to `path`.  CW_E_IO: gnuplot is not installed or fails;
 *  as cw_write_file(). */
CW_MUST_USE cw_status cw_gnuplot_run(struct cw_buffer *script, const char *path, struct cw_error *err);

#endif
