/* SPDX-License-Identifier: MIT */
/*
 * Everything the program says: messages, warnings and the progress line on standard error, results on standard output.
 *
 * The library calls back from its worker threads, so each message is put together first and written in one piece under
 * the lock of stderr; a progress line that stands there is erased before.
 */
#ifndef CW_CLI_REPORT_H
#define CW_CLI_REPORT_H

#include "cli/xalloc.h"

#include <stdbool.h>

/** The values of --progress and --color. */
enum cli_when { CLI_AUTO, CLI_ALWAYS, CLI_NEVER };

/** Set up by main before the command runs; the last two fields are written under the lock of stderr. */
struct cli_report {
        bool quiet;
        bool verbose;
        bool color;     /**< on standard error */
        bool color_out; /**< on standard output */
        bool progress;  /**< a progress line is wanted */
        bool erasable;  /**< standard error is a terminal on which a line can be written over */
        bool line_shown;
        double line_seconds; /**< when the last line was written, in seconds of counting */
};

void cli_report_init(struct cli_report *r, bool quiet, bool verbose, enum cli_when progress, enum cli_when color);

/** "counterweight: SENTENCE" on standard error. */
void cli_error(struct cli_report *r, const char *fmt, ...) CW_PRINTF(2, 3);
/** "counterweight: warning: SENTENCE", unless quiet. */
void cli_warning(struct cli_report *r, const char *fmt, ...) CW_PRINTF(2, 3);
/** Lines of text on standard error as they are, unless quiet. */
void cli_note(struct cli_report *r, const char *text);

/** Tells the error and returns the exit code it calls for. */
int cli_fail(struct cli_report *r, cw_status status, const struct cw_error *err);
/** Writes to standard output, through the library so that a full disk is noticed.  Returns the exit code. */
int cli_print(struct cli_report *r, const char *data, size_t nbytes);

/** Callbacks of cw_read_options; `user` is the struct cli_report. */
void cli_on_progress(void *user, const struct cw_progress *p);
void cli_on_notice(void *user, const char *sentence);
/** Erases the progress line. */
void cli_progress_end(struct cli_report *r);

#endif
