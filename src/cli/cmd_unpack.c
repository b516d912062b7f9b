/* SPDX-License-Identifier: MIT */
/*
 * `counterweight unpack`: the labels of one native shard as text or plain ids.
 */
#include "cli/reading.h"
#include "cli/target.h"
#include "cli/terminal.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>

static cw_unpack_format
format_of_path(const char *path)
{
        static const struct cli_choice extensions[] = {
                {"raw", CW_UNPACK_RAW}, {"bin", CW_UNPACK_RAW}, {"txt", CW_UNPACK_TEXT}, {NULL, CW_UNPACK_JSONL}};
        const struct cli_choice *known = extensions;
        while (known->word != NULL && strcasecmp(known->word, cli_extension(path)) != 0)
                known++;
        return (cw_unpack_format)known->value;
}

int
cmd_unpack(struct cli_args *args)
{
        const char *output = args->output != NULL ? args->output : "-";
        if (args->operands.n != 1)
                return cli_usage_error(args, "expected one native shard, found %zu inputs", args->operands.n);
        int code = args->to == CLI_TO_UNSET ? cli_check_extension(args, output) : 0;
        if (code == 0)
                code = cli_check_writable(args, output);
        if (code != 0)
                return code;
        const cw_unpack_format format = args->to != CLI_TO_UNSET ? (cw_unpack_format)args->to : format_of_path(output);
        if (format == CW_UNPACK_RAW && strcmp(output, "-") == 0 && cli_is_terminal(STDOUT_FILENO))
                return cli_usage_error(args, "raw ids are binary and are not written to a terminal; use --output");
        if (cli_is_same_file(args->operands.items[0], output))
                return cli_usage_error(args, "'%s' is the input and the output, which would replace it", output);
        cli_arm(args);
        struct cw_error err;
        cw_status status = cw_unpack(args->operands.items[0], format, output, &args->read, &err);
        cli_progress_end(&args->report);
        return status == CW_OK ? 0 : cli_fail(&args->report, status, &err);
}
