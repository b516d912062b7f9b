/* SPDX-License-Identifier: MIT */
/*
 * Estimates on the command line.
 */
#include "cli/estimate.h"

#include "cli/figures.h"
#include "cli/values.h"

#include <string.h>

/* An estimate goes into a file only where the user has said so: whoever finds the file later was not there to be told. */
static int
check_file(struct cli_args *args, const char *option)
{
        if (args->estimate)
                return 0;
        return cli_usage_error(args,
                               "--sample makes an estimate, and %s would keep it: add --estimate, and the facts in the "
                               "file say so",
                               option);
}

static int
check_target(struct cli_args *args, const struct cli_target *target)
{
        const bool to_file = target->path != NULL && strcmp(target->path, "-") != 0;
        int code = 0;
        if (args->plot != NULL)
                return cli_usage_error(args,
                                       "--sample: a picture cannot say that it is of an estimate: leave out --plot");
        if (args->emit == CLI_EMIT_LABELS)
                return cli_usage_error(args,
                                       "--sample: a label map must have all labels, also those in no block that was "
                                       "drawn: leave out --sample");
        if (target->path != NULL && target->form != CLI_TO_TABLE &&
            !cw_output_format_says_estimate((cw_output_format)target->form))
                return cli_usage_error(args,
                                       "--sample: this form cannot say that it is an estimate: use toml, json, yaml, "
                                       "md, safetensors or c");
        if (to_file)
                code = check_file(args, "--output");
        if (code == 0 && args->update != NULL)
                code = check_file(args, "--update");
        return code;
}

int
cli_settle_sample(struct cli_args *args, const struct cli_target *target)
{
        double share;
        if (args->sample == NULL && (args->seed != 0 || args->estimate))
                return cli_usage_error(args, "--%s goes with --sample", args->seed != 0 ? "seed" : "estimate");
        if (args->sample == NULL)
                return 0;
        if (!cli_read_share(args->sample, strlen(args->sample), &share) || !(share > 0) || share > 1)
                return cli_usage_error(
                        args, "--sample: expected a share above 0%% and at most 100%%, as 1%% or 0.01, found '%s'",
                        args->sample);
        args->read.sample = share;
        if (args->seed != 0)
                args->read.sample_seed = (uint64_t)args->seed;
        return check_target(args, target);
}

void
cli_put_estimate(struct cli_text *t, const struct cw_sample_info *sample)
{
        cli_text_printf(t, "an estimate from %.3g %% of the blocks (", 100 * sample->share);
        cli_put_count(t, sample->blocks);
        cli_text_puts(t, " of ");
        cli_put_count(t, sample->blocks_total);
        cli_text_printf(t, ", seed %llu)", (unsigned long long)sample->seed);
}

void
cli_put_interval(struct cli_text *t, bool is_known, double low, double high)
{
        if (is_known)
                cli_text_printf(t, "%.4g to %.4g", low, high);
        else
                cli_text_puts(t, "open");
}
