/* SPDX-License-Identifier: MIT */
/*
 * The lines of [class_weights] and [class_weights_info].  Trainers turn every key of the first to an integer, so nothing
 * but ids may stand there; everything else goes to the second.  Lines of the second whose fact is not known are left
 * out.  No time, no thread count: the same data and options give the same bytes.
 */
#include "write/toml_write.h"

#include "write/escape.h"
#include "write/number.h"

#include <inttypes.h>
#include <math.h>

cw_status
cw_toml_weight_lines(const struct cw_weights *weights, struct cw_buffer *lines, struct cw_error *err)
{
        const struct cw_counts *counts = weights->counts;
        for (size_t i = 0; i < counts->n_labels; i++) {
                const struct cw_count_row *label = &counts->labels[i];
                char number[CW_NUMBER_NBYTES];
                if (isnan(weights->weight[i]))
                        continue;
                if (!cw_number_float32(weights->weight[i], number))
                        return cw_fail(err, CW_E_DATA,
                                       "label %" PRId64 ": expected a weight that fits float32, found a larger one",
                                       label->id);
                cw_buffer_printf(lines, "%" PRId64 " = %s", label->id, number);
                if (label->name != NULL && label->name[0] != '\0') {
                        cw_buffer_puts(lines, "  # ");
                        cw_escape_comment(lines, label->name);
                }
                cw_buffer_putc(lines, '\n');
        }
        return CW_OK;
}

const char *
cw_unseen_policy_name(cw_unseen_policy policy)
{
        static const char *const names[] = {
                [CW_UNSEEN_ONE] = "one",   [CW_UNSEEN_ZERO] = "zero",   [CW_UNSEEN_MAX] = "max",
                [CW_UNSEEN_OMIT] = "omit", [CW_UNSEEN_ERROR] = "error",
        };
        return names[policy];
}

static void
put_text(struct cw_buffer *lines, const char *key, const char *value)
{
        if (value == NULL)
                return;
        cw_buffer_printf(lines, "%s = ", key);
        cw_escape_toml(lines, value);
        cw_buffer_putc(lines, '\n');
}

/* TOML integers have 63 bits: a larger count is written as text rather than not exactly. */
static void
put_count(struct cw_buffer *lines, const char *key, uint64_t value)
{
        const char *quote = value > INT64_MAX ? "\"" : "";
        cw_buffer_printf(lines, "%s = %s%" PRIu64 "%s\n", key, quote, value, quote);
}

static void
put_number(struct cw_buffer *lines, const char *key, double value)
{
        char number[CW_NUMBER_NBYTES];
        if (cw_number_float64(value, number))
                cw_buffer_printf(lines, "%s = %s\n", key, number);
}

void
cw_toml_info_lines(const struct cw_weights *weights, struct cw_buffer *lines)
{
        const struct cw_counts *counts = weights->counts;
        const struct cw_weigh_options *options = &weights->options;
        put_text(lines, "scheme", cw_scheme_name(options->scheme));
        if (options->scheme == CW_SCHEME_EFFECTIVE)
                put_number(lines, "beta", options->beta);
        put_text(lines, "normalization", "mean");
        put_number(lines, "normalizer", weights->normaliser);
        put_text(lines, "o_label", options->o_label);
        put_number(lines, "o_weight", options->o_weight);
        put_text(lines, "unseen", cw_unseen_policy_name(options->unseen));
        put_count(lines, "tokens", counts->totals.tokens);
        put_count(lines, "labels_observed", weights->diagnosis.n_observed);
        put_count(lines, "ignored", counts->totals.ignored);
        put_text(lines, "label_map_hash", counts->labels_hash);
        put_text(lines, "data_fingerprint", counts->fingerprint);
        put_text(lines, "counterweight_version", CW_VERSION_STRING);
        put_text(lines, "command", counts->command);
}
