/* SPDX-License-Identifier: MIT */
/*
 * Allocation for the command line, and the growing text that help pages, tables and messages are made of.
 *
 * The program keeps a few names and lines of text; when even that memory cannot be had there is nothing to go on with,
 * so these say so and end with exit code 4 instead of handing a status up.  Nothing is being written at such a moment.
 */
#ifndef CW_CLI_XALLOC_H
#define CW_CLI_XALLOC_H

#include "counterweight.h"

#include <stddef.h>

/** realloc() that returns only with memory. */
void *cli_realloc(void *p, size_t n, size_t nbytes_each);

/** Text under construction; {0} is empty.  `data` is NULL or ends with a NUL that `n` leaves out. */
struct cli_text {
        char *data;
        size_t n, cap;
};

void cli_text_add(struct cli_text *t, const char *data, size_t nbytes);
void cli_text_puts(struct cli_text *t, const char *s);
void cli_text_printf(struct cli_text *t, const char *fmt, ...) CW_PRINTF(2, 3);
/** Blanks until the text since `start` is `width` columns wide. */
void cli_text_pad(struct cli_text *t, size_t start, size_t width);
/** The text as a C string: "" when empty. */
const char *cli_text_str(const struct cli_text *t);
void cli_text_free(struct cli_text *t);

/** A list of strings it owns. */
struct cli_list {
        char **items;
        size_t n, cap;
};

/** Adds a copy of `s`. */
void cli_list_add(struct cli_list *list, const char *s);
void cli_list_free(struct cli_list *list);

/** Columns a terminal gives to UTF-8 text, a column a character. */
size_t cli_columns(const char *s);

#endif
