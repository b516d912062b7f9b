/* SPDX-License-Identifier: MIT */
/*
 * A table of text on its way out: cells are added row by row, and come out as CSV (RFC 4180) or as Markdown, aligned.
 * What has columns of its own makes one; table_write.h makes that of labels.
 */
#ifndef CW_WRITE_GRID_H
#define CW_WRITE_GRID_H

#include "base/buffer.h"

enum { CW_GRID_COLUMNS = 32 };

struct cw_grid {
        const char *heads[CW_GRID_COLUMNS]; /**< up to the first NULL */
        bool left[CW_GRID_COLUMNS];         /**< left-aligned in Markdown; figures are not */
        struct cw_buffer text;              /**< the cells, each ended by a NUL */
        size_t *starts;                     /**< of each cell in `text` */
        size_t n_cells, starts_cap;
        bool failed; /**< memory ran out */
};

/** Adds a cell, as it is meant: escaping is done on the way out.  NULL is empty. */
void cw_grid_text(struct cw_grid *grid, const char *text);
void cw_grid_count(struct cw_grid *grid, uint64_t n);
void cw_grid_id(struct cw_grid *grid, int64_t id);
/** The shortest decimal; empty for what is no finite number. */
void cw_grid_number(struct cw_grid *grid, double value);

/** Adds all rows; memory is the only thing that can fail, and `out` says so. */
void cw_grid_csv(const struct cw_grid *grid, struct cw_buffer *out);
void cw_grid_markdown(const struct cw_grid *grid, struct cw_buffer *out);
void cw_grid_free(struct cw_grid *grid);

#endif
