/* SPDX-License-Identifier: MIT */
/*
 * Where a result goes and in what form: -o, --to, --json and what a terminal wants, settled and checked before any data
 * is read, so that a mistake does not cost an hour of counting.
 */
#ifndef CW_CLI_TARGET_H
#define CW_CLI_TARGET_H

#include "cli/options.h"

struct cli_target {
        const char *path; /**< NULL: no file; "-": standard output */
        int form;         /**< cw_output_format or CLI_TO_TABLE */
        bool also_json;   /**< JSON on standard output beside it */
};

/** Settles the target of weights or counts; `plain_form` is what an unknown extension gets.  Returns the exit code. */
int cli_target_settle(struct cli_args *args, int plain_form, struct cli_target *target_ret);

/** Whether `path` can be written as far as can be told beforehand.  NULL and "-" can.  Returns the exit code. */
int cli_check_writable(struct cli_args *args, const char *path);

/** Whether --plot, if given, can be drawn as far as can be told beforehand.  Returns the exit code. */
int cli_check_plot(struct cli_args *args);

/** How a result becomes text. */
struct cli_forms {
        /** Of CLI_TO_TABLE: added to `t`. */
        cw_status (*table)(const struct cli_args *args, const void *result, bool color, struct cli_text *t,
                           struct cw_error *err);
        /** Of the others; *text_ret is freed with cw_free_text(). */
        cw_status (*render)(const void *result, cw_output_format form, char **text_ret, size_t *nbytes_ret,
                            struct cw_error *err);
};

/** JSON on standard output beside the target, if that was wanted.  First: a run that fails must not have changed a file.
 *  Returns the exit code, as the next does. */
int cli_print_json(struct cli_args *args, const struct cli_forms *forms, const void *result,
                   const struct cli_target *target);
/** Writes `result` to where `target` says, if anywhere. */
int cli_print_target(struct cli_args *args, const struct cli_forms *forms, const void *result,
                     const struct cli_target *target);

/** Whether both paths lead to one regular file. */
bool cli_is_same_file(const char *a, const char *b);

/** The part of `path` after the last dot of its last component; "" if there is none. */
const char *cli_extension(const char *path);

/** Refuses an extension that promises a form which is not written here. */
int cli_check_extension(struct cli_args *args, const char *path);

#endif
