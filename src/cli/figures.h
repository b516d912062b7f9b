/* SPDX-License-Identifier: MIT */
/*
 * Figures and tables for people: thousands separators, bytes and seconds in fitting units, right-aligned columns.
 * Only text is made here; nothing is written.
 */
#ifndef CW_CLI_FIGURES_H
#define CW_CLI_FIGURES_H

#include "cli/xalloc.h"

#include <stdbool.h>
#include <stdint.h>

/** 6200000 as "6,200,000". */
void cli_put_count(struct cli_text *t, uint64_t n);
/** "1 shard", "12 shards", "3 sequences": `noun` in the singular. */
void cli_put_counted(struct cli_text *t, uint64_t n, const char *noun);
/** 1 kB = 1000 bytes: "12.3 MB". */
void cli_put_bytes(struct cli_text *t, double nbytes);
/** "0.91 GB/s", and smaller units for what a slow pipe brings. */
void cli_put_rate(struct cli_text *t, double nbytes_per_second);
/** "0.31 s", "2 min 05 s", "1 h 02 min". */
void cli_put_seconds(struct cli_text *t, double seconds);
/** Text from the data for a terminal: control characters become '?', so that no label can move the cursor. */
void cli_put_printable(struct cli_text *t, const char *s);

/** The same of at most `width` columns; what is cut ends in "…". */
void cli_put_cut(struct cli_text *t, const char *s, size_t width);

/** A table of at most CLI_TABLE_COLUMNS columns.  {0} with `head` and `left` set is empty. */
enum { CLI_TABLE_COLUMNS = 16 };
struct cli_table {
        const char *head[CLI_TABLE_COLUMNS]; /**< up to the first NULL */
        bool left[CLI_TABLE_COLUMNS];        /**< left-aligned; figures are not */
        bool tight;                          /**< one blank between columns instead of two */
        struct cli_list cells;               /**< row by row */
};

void cli_table_cell(struct cli_table *table, const char *fmt, ...) CW_PRINTF(2, 3);
/** Adds all lines to `t`; the head is bold with `color`. */
void cli_table_render(const struct cli_table *table, bool color, struct cli_text *t);
void cli_table_free(struct cli_table *table);

#endif
