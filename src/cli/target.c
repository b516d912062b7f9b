/* SPDX-License-Identifier: MIT */
/*
 * Where a result goes.
 */
#include "cli/target.h"

#include "cli/terminal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

const char *
cli_extension(const char *path)
{
        const char *slash = strrchr(path, '/');
        const char *dot = strrchr(slash != NULL ? slash : path, '.');
        return dot != NULL ? dot + 1 : "";
}

int
cli_check_extension(struct cli_args *args, const char *path)
{
        static const char *const foreign[] = {"yaml", "yml", "tsv", "npy", "npz", "safetensors", "c",
                                              "h",    "py",  "pt",  "pkl", "zst", "gz"};
        const char *extension = cli_extension(path);
        for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
                if (strcasecmp(extension, foreign[i]) == 0)
                        return cli_usage_error(args,
                                               "--output: '%s' promises a form that this version does not write; "
                                               "choose one with --to",
                                               path);
        }
        return 0;
}

bool
cli_is_same_file(const char *a, const char *b)
{
        struct stat of_a, of_b;
        return stat(a, &of_a) == 0 && S_ISREG(of_a.st_mode) && stat(b, &of_b) == 0 && of_a.st_dev == of_b.st_dev &&
               of_a.st_ino == of_b.st_ino;
}

int
cli_check_writable(struct cli_args *args, const char *path)
{
        struct stat st;
        if (path == NULL || strcmp(path, "-") == 0)
                return 0;
        bool exists = stat(path, &st) == 0;
        if (exists && S_ISDIR(st.st_mode)) {
                cli_error(&args->report, "%s: expected a file to write, found a folder", path);
                return cw_exit_code(CW_E_IO);
        }
        if (exists && !S_ISREG(st.st_mode)) /* a device or pipe is written straight */
                return 0;
        /* The file is replaced by rename, so it is the folder that must be writable. */
        const char *slash = strrchr(path, '/');
        struct cli_text folder = {0};
        if (slash == NULL)
                cli_text_puts(&folder, ".");
        else
                cli_text_add(&folder, path, slash == path ? 1 : (size_t)(slash - path));
        int code = 0;
        if (access(folder.data, W_OK | X_OK) != 0) {
                cli_error(&args->report, "%s: cannot write in the folder '%s': %s", path, folder.data, strerror(errno));
                code = cw_exit_code(CW_E_IO);
        }
        cli_text_free(&folder);
        return code;
}

int
cli_check_plot(struct cli_args *args)
{
        struct cw_error err;
        if (args->plot == NULL)
                return 0;
        const cw_status status = cw_plot_check(args->plot, &err);
        if (status == CW_E_USAGE)
                return cli_usage_error(args, "--plot: %s", err.message);
        return status == CW_OK ? cli_check_writable(args, args->plot) : cli_fail(&args->report, status, &err);
}

/* The form a file name asks for. */
static int
form_of_path(struct cli_args *args, int plain_form, int *form_ret)
{
        cw_output_format form;
        *form_ret = plain_form;
        if (!cw_output_format_from_path(args->output, &form))
                return cli_check_extension(args, args->output);
        if (plain_form == CLI_TO_TABLE && form == CW_OUT_TXT)
                return 0;
        if (plain_form == CLI_TO_TABLE && form != CW_OUT_JSON && form != CW_OUT_CSV && form != CW_OUT_MARKDOWN)
                return cli_usage_error(args,
                                       "--output: '%s': this result has no such form; use .json, .csv, .md or .txt",
                                       args->output);
        if (plain_form != CW_OUT_TOML && !cw_output_format_takes_counts(form))
                return cli_usage_error(args,
                                       "--output: '%s': counts have no such form; use .json, .csv, .tsv, .md or .txt",
                                       args->output);
        *form_ret = (int)form;
        return 0;
}

/* What can be said of a form before any data is read. */
static int
check_form(struct cli_args *args, const struct cli_target *target)
{
        const cw_output_format form = (cw_output_format)target->form;
        if (cw_output_format_is_binary(form) && strcmp(target->path, "-") == 0 && cli_is_terminal(STDOUT_FILENO))
                return cli_usage_error(args, "this form is binary and is not written to a terminal; use --output");
        if (cw_output_format_is_vector(form) && args->weigh.unseen == CW_UNSEEN_OMIT)
                return cli_usage_error(args,
                                       "--unseen omit: a vector has a value for every id; use one, zero or max, or "
                                       "another form");
        return 0;
}

int
cli_target_settle(struct cli_args *args, int plain_form, struct cli_target *target_ret)
{
        const bool to_file = args->output != NULL && strcmp(args->output, "-") != 0;
        const bool to_stdout = !to_file && (args->output != NULL || args->update == NULL);
        struct cli_target target = {.form = plain_form, .also_json = args->json};
        int code = 0;
        if (args->to != CLI_TO_UNSET) {
                if (!to_file && !to_stdout)
                        return cli_usage_error(args, "--to goes with --output; --update always writes TOML");
                if (to_stdout && args->json && args->to != (int)CW_OUT_JSON)
                        return cli_usage_error(args, "--json and --to cannot both go to standard output; use --output");
                target.form = args->to;
        } else if (to_file) {
                code = form_of_path(args, plain_form, &target.form);
        } else if (plain_form != CW_OUT_TOML && cli_is_terminal(STDOUT_FILENO)) {
                target.form = CLI_TO_TABLE;
        }
        if (to_file)
                target.path = args->output;
        else if (to_stdout && !args->json)
                target.path = "-";
        *target_ret = target;
        if (code == 0 && target.path != NULL && target.form != CLI_TO_TABLE)
                code = check_form(args, &target);
        if (code == 0 && to_file)
                code = cli_check_writable(args, args->output);
        if (to_file && !args->may_replace_input)
                args->read.output = args->output;
        if (code == 0)
                code = cli_check_writable(args, args->update);
        return code;
}

static int
print_form(struct cli_args *args, const struct cli_forms *forms, const void *result, int form, const char *path)
{
        char *text = NULL;
        size_t nbytes = 0;
        struct cli_text t = {0};
        struct cw_error err;
        cw_status status =
                form == CLI_TO_TABLE
                        ? forms->table(args, result, args->report.color_out && strcmp(path, "-") == 0, &t, &err)
                        : forms->render(result, (cw_output_format)form, &text, &nbytes, &err);
        if (status == CW_OK)
                status = form == CLI_TO_TABLE ? cw_write_file(path, t.data, t.n, &err)
                                              : cw_write_file(path, text, nbytes, &err);
        cw_free_text(text);
        cli_text_free(&t);
        return status == CW_OK ? 0 : cli_fail(&args->report, status, &err);
}

int
cli_print_json(struct cli_args *args, const struct cli_forms *forms, const void *result,
               const struct cli_target *target)
{
        return target->also_json ? print_form(args, forms, result, CW_OUT_JSON, "-") : 0;
}

int
cli_print_target(struct cli_args *args, const struct cli_forms *forms, const void *result,
                 const struct cli_target *target)
{
        return target->path != NULL ? print_form(args, forms, result, target->form, target->path) : 0;
}
