/* SPDX-License-Identifier: MIT */
/*
 * `counterweight pack`: the labels of any input as one native shard.
 */
#include "cli/figures.h"
#include "cli/reading.h"
#include "cli/target.h"
#include "cli/terminal.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

static int
check_usage(struct cli_args *args, const char *output)
{
        const bool to_stdout = strcmp(output, "-") == 0;
        if (to_stdout && args->json)
                return cli_usage_error(args, "--json and the shard cannot both go to standard output; use --output");
        if (to_stdout && cli_is_terminal(STDOUT_FILENO))
                return cli_usage_error(args, "a shard is binary and is not written to a terminal; use "
                                             "--output NAME.labels.zst");
        return cli_check_writable(args, output);
}

static void
tell(struct cli_args *args, const struct cw_pack_summary *s)
{
        struct cli_text t = {0};
        cli_text_puts(&t, "packed ");
        cli_put_counted(&t, s->labels, "label");
        cli_text_puts(&t, ", ");
        cli_put_counted(&t, s->sequences, "sequence");
        cli_text_puts(&t, ", ");
        cli_put_counted(&t, s->frames, "frame");
        if (s->encoding == CW_PACK_PHRASES) {
                cli_text_puts(&t, ", ");
                cli_put_counted(&t, s->phrases, "phrase");
                cli_text_puts(&t, ": ");
        } else {
                cli_text_printf(&t, ", %u byte%s an id: ", s->id_nbytes, s->id_nbytes == 1 ? "" : "s");
        }
        cli_put_bytes(&t, (double)s->bytes_in);
        cli_text_puts(&t, " became ");
        cli_put_bytes(&t, (double)s->bytes_out);
        cli_text_puts(&t, "\n");
        cli_note(&args->report, t.data);
        cli_text_free(&t);
}

static int
print_json(struct cli_args *args, const struct cw_pack_summary *s)
{
        struct cli_text t = {0};
        cli_text_printf(&t,
                        "{\"labels\": %" PRIu64 ", \"sequences\": %" PRIu64 ", \"frames\": %" PRIu64
                        ", \"encoding\": \"%s\", \"phrases\": %u, \"id_bytes\": %u, \"bytes_in\": %" PRIu64
                        ", \"bytes_out\": %" PRIu64 "}\n",
                        s->labels, s->sequences, s->frames, s->encoding == CW_PACK_PHRASES ? "phrases" : "ids",
                        s->phrases, s->id_nbytes, s->bytes_in, s->bytes_out);
        int code = cli_print(&args->report, t.data, t.n);
        cli_text_free(&t);
        return code;
}

int
cmd_pack(struct cli_args *args)
{
        const char *output = args->output != NULL ? args->output : "-";
        int code = check_usage(args, output);
        if (code == 0)
                code = cli_collect_inputs(args, 0);
        if (code != 0)
                return code;
        cli_arm(args);
        args->read.output = args->output;
        struct cw_pack_summary summary;
        struct cw_error err;
        cw_status status = cw_pack((const char *const *)args->operands.items, args->operands.n, &args->read,
                                   &args->pack, output, &summary, &err);
        cli_progress_end(&args->report);
        if (status != CW_OK)
                return cli_fail(&args->report, status, &err);
        tell(args, &summary);
        return args->json ? print_json(args, &summary) : 0;
}
