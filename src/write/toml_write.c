/* SPDX-License-Identifier: MIT */
/*
 * The lines of [class_weights] and [class_weights_info].  Trainers turn every key of the first to an integer, so nothing
 * but ids may stand there; everything else goes to the second.
 */
#include "write/toml_write.h"

#include "write/escape.h"
#include "write/facts.h"
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
                if (!cw_quantity_text(weights, i, number))
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

/* { "B-X" = 2.0, "O" = 0.5 }: names are not keys of their own, for they may hold anything. */
static void
put_settings(struct cw_buffer *lines, const struct cw_fact *fact)
{
        for (size_t i = 0; i < fact->n_settings; i++) {
                char number[CW_NUMBER_NBYTES];
                cw_number_float64(fact->settings[i].value, number);
                cw_buffer_puts(lines, i == 0 ? "{ " : ", ");
                cw_escape_toml(lines, fact->settings[i].label);
                cw_buffer_printf(lines, " = %s", number);
        }
        cw_buffer_puts(lines, " }");
}

static void
put_fact(void *user, const struct cw_fact *fact)
{
        struct cw_buffer *lines = user;
        char number[CW_NUMBER_NBYTES];
        cw_buffer_printf(lines, "%s = ", fact->key);
        switch (fact->kind) {
        case CW_FACT_TEXT:
                cw_escape_toml(lines, fact->text);
                break;
        case CW_FACT_COUNT: {
                /* TOML integers have 63 bits: a larger count is written as text rather than not exactly. */
                const char *quote = fact->count > INT64_MAX ? "\"" : "";
                cw_buffer_printf(lines, "%s%" PRIu64 "%s", quote, fact->count, quote);
                break;
        }
        case CW_FACT_NUMBER:
                cw_number_float64(fact->number, number);
                cw_buffer_puts(lines, number);
                break;
        case CW_FACT_FLAG:
                cw_buffer_puts(lines, "true");
                break;
        case CW_FACT_SETTINGS:
                put_settings(lines, fact);
                break;
        }
        cw_buffer_putc(lines, '\n');
}

void
cw_toml_info_lines(const struct cw_weights *weights, struct cw_buffer *lines)
{
        cw_facts_each(weights, put_fact, lines);
}
