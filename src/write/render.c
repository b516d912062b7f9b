/* SPDX-License-Identifier: MIT */
/*
 * The public face of writing: results to memory, and weights to a file.
 */
#include "base/memory.h"
#include "write/compare_write.h"
#include "write/drift_write.h"
#include "write/forms.h"
#include "write/growth_write.h"
#include "write/labels_write.h"

#include <inttypes.h>
#include <math.h>

void
cw_write_options_init(struct cw_write_options *options)
{
        *options = (struct cw_write_options){.table = "class_weights"};
}

void
cw_free_text(char *text)
{
        cw_free(text);
}

/* ---- to memory ---------------------------------------------------------------------------------------------------- */

/* No output may say `inf`; NaN is a label that is left out. */
static cw_status
check_finite(const struct cw_weights *weights, struct cw_error *err)
{
        for (size_t i = 0; i < weights->counts->n_labels; i++)
                if (isinf((float)weights->weight[i]))
                        return cw_fail(err, CW_E_DATA,
                                       "label %" PRId64 ": expected a weight that fits float32, found a larger one",
                                       weights->counts->labels[i].id);
        return CW_OK;
}

static cw_status
hand_out(cw_status status, struct cw_buffer *out, char **text_ret, size_t *nbytes_ret, struct cw_error *err)
{
        *text_ret = NULL;
        if (nbytes_ret != NULL)
                *nbytes_ret = 0;
        if (status == CW_OK)
                return cw_buffer_take(out, text_ret, nbytes_ret, err);
        cw_buffer_free(out);
        return status;
}

cw_status
cw_weights_render(const cw_weights *weights, cw_output_format format, const struct cw_write_options *options,
                  char **text_ret, size_t *nbytes_ret, struct cw_error *err)
{
        struct cw_write_options defaults;
        cw_write_options_init(&defaults);
        const char *table = options != NULL && options->table != NULL ? options->table : defaults.table;
        struct cw_buffer out = {0};
        cw_status status = check_finite(weights, err);
        if (status == CW_OK)
                status = cw_form_write_weights(weights, format, table, &out, err);
        return hand_out(status, &out, text_ret, nbytes_ret, err);
}

cw_status
cw_counts_render(const cw_counts *counts, cw_output_format format, char **text_ret, size_t *nbytes_ret,
                 struct cw_error *err)
{
        struct cw_buffer out = {0};
        const cw_status status = cw_form_write_counts(counts, format, &out, err);
        return hand_out(status, &out, text_ret, nbytes_ret, err);
}

cw_status
cw_growth_render(const cw_growth *growth, cw_output_format format, char **text_ret, size_t *nbytes_ret,
                 struct cw_error *err)
{
        struct cw_buffer out = {0};
        cw_status status = CW_OK;
        if (format == CW_OUT_JSON)
                cw_growth_write_json(growth, &out);
        else if (format == CW_OUT_CSV)
                cw_growth_write_csv(growth, &out);
        else if (format == CW_OUT_MARKDOWN)
                cw_growth_write_markdown(growth, &out);
        else
                status = cw_fail(err, CW_E_USAGE, "expected json, csv or md for growth, found another form");
        return hand_out(status, &out, text_ret, nbytes_ret, err);
}

cw_status
cw_labels_render(const cw_counts *counts, cw_output_format format, char **text_ret, size_t *nbytes_ret,
                 struct cw_error *err)
{
        struct cw_buffer out = {0};
        cw_status status;
        if (counts->estimate != NULL)
                status = cw_fail(err, CW_E_USAGE, "a label map of an estimate may lack labels; count all of the data");
        else if (format == CW_OUT_JSON)
                status = cw_labels_json(counts, &out, err);
        else if (format == CW_OUT_TOML)
                status = cw_labels_toml(counts, &out, err);
        else if (format == CW_OUT_TXT)
                status = cw_labels_lines(counts, &out, err);
        else
                status = cw_fail(err, CW_E_USAGE, "expected json, toml or txt for a label map, found another form");
        return hand_out(status, &out, text_ret, nbytes_ret, err);
}

cw_status
cw_comparison_render(const cw_comparison *comparison, cw_output_format format, char **text_ret, size_t *nbytes_ret,
                     struct cw_error *err)
{
        struct cw_buffer out = {0};
        cw_status status = CW_OK;
        if (cw_form_check_estimate(comparison->counts, format, err) != CW_OK)
                status = CW_E_USAGE;
        else if (format == CW_OUT_JSON)
                cw_compare_json(comparison, &out);
        else if (format == CW_OUT_CSV)
                cw_compare_csv(comparison, &out);
        else if (format == CW_OUT_MARKDOWN)
                cw_compare_markdown(comparison, &out);
        else
                status = cw_fail(err, CW_E_USAGE, "expected json, csv or md for a comparison, found another form");
        return hand_out(status, &out, text_ret, nbytes_ret, err);
}

cw_status
cw_drift_render(const cw_drift *drift, cw_output_format format, char **text_ret, size_t *nbytes_ret,
                struct cw_error *err)
{
        struct cw_buffer out = {0};
        cw_status status = CW_OK;
        if (format == CW_OUT_JSON)
                cw_drift_write_json(drift, &out);
        else if (format == CW_OUT_CSV)
                cw_drift_write_csv(drift, &out);
        else if (format == CW_OUT_MARKDOWN)
                cw_drift_write_markdown(drift, &out);
        else
                status = cw_fail(err, CW_E_USAGE, "expected json, csv or md for a comparison, found another form");
        return hand_out(status, &out, text_ret, nbytes_ret, err);
}

/* ---- to a file ---------------------------------------------------------------------------------------------------- */

cw_status
cw_weights_write(const cw_weights *weights, cw_output_format format, const char *path,
                 const struct cw_write_options *options, struct cw_error *err)
{
        char *text;
        size_t nbytes;
        CW_TRY(cw_weights_render(weights, format, options, &text, &nbytes, err));
        const cw_status status = cw_write_file(path, text, nbytes, err);
        cw_free(text);
        return status;
}
