/* SPDX-License-Identifier: MIT */
/*
 * The table of output formats.  A new one is a writer in a file of its own and a row here.
 */
#include "write/forms.h"

#include "base/memory.h"
#include "write/facts.h"
#include "write/json_write.h"
#include "write/label_stats_write.h"
#include "write/slices_write.h"
#include "write/table_write.h"
#include "write/toml_update.h"
#include "write/vector_write.h"
#include "write/yaml_write.h"

#include <string.h>
#include <strings.h>

/* ---- weights ------------------------------------------------------------------------------------------------------ */

typedef cw_status
write_weights_fn(const struct cw_weights *weights, const char *table, struct cw_buffer *out, struct cw_error *err);
typedef cw_status write_counts_fn(const struct cw_counts *counts, struct cw_buffer *out, struct cw_error *err);

static cw_status
weights_json(const struct cw_weights *weights, const char *table, struct cw_buffer *out, struct cw_error *err)
{
        (void)table, (void)err;
        cw_json_write_weights(weights, out);
        return CW_OK;
}

static cw_status
weights_by_name(const struct cw_weights *weights, const char *table, struct cw_buffer *out, struct cw_error *err)
{
        (void)table;
        return cw_json_write_by_name(weights, out, err);
}

static cw_status
weights_csv(const struct cw_weights *weights, const char *table, struct cw_buffer *out, struct cw_error *err)
{
        (void)table, (void)err;
        if (weights->counts->slices.rows != NULL)
                cw_slices_write_csv(weights->counts, weights, out);
        else
                cw_table_write_csv(weights->counts, weights, out);
        return CW_OK;
}

static cw_status
weights_tsv(const struct cw_weights *weights, const char *table, struct cw_buffer *out, struct cw_error *err)
{
        (void)table;
        return cw_label_stats_write(weights->counts, weights->weight, out, err);
}

static cw_status
weights_markdown(const struct cw_weights *weights, const char *table, struct cw_buffer *out, struct cw_error *err)
{
        (void)table, (void)err;
        cw_table_write_markdown(weights->counts, weights, out);
        cw_slices_write_markdown(weights->counts, out);
        return CW_OK;
}

static cw_status
weights_vector(const struct cw_weights *weights, cw_output_format format, struct cw_buffer *out, struct cw_error *err)
{
        const char *const quantity = cw_quantity_vector_name(weights);
        struct cw_vector vector;
        cw_status status = cw_vector_of_weights(weights, &vector, err);
        if (status == CW_OK && format == CW_OUT_NPY)
                cw_npy_write(&vector, out);
        else if (status == CW_OK && format == CW_OUT_SAFETENSORS)
                status = cw_safetensors_write(weights, quantity, &vector, out, err);
        else if (status == CW_OK && format == CW_OUT_C)
                cw_c_header_write(weights, quantity, &vector, out);
        else if (status == CW_OK)
                cw_lines_write(quantity, &vector, out);
        cw_vector_free(&vector);
        return status;
}

/* ---- counts ------------------------------------------------------------------------------------------------------- */

static cw_status
counts_json(const struct cw_counts *counts, struct cw_buffer *out, struct cw_error *err)
{
        (void)err;
        cw_json_write_counts(counts, out);
        return CW_OK;
}

static cw_status
counts_csv(const struct cw_counts *counts, struct cw_buffer *out, struct cw_error *err)
{
        (void)err;
        if (counts->slices.rows != NULL)
                cw_slices_write_csv(counts, NULL, out);
        else
                cw_table_write_csv(counts, NULL, out);
        return CW_OK;
}

static cw_status
counts_tsv(const struct cw_counts *counts, struct cw_buffer *out, struct cw_error *err)
{
        return cw_label_stats_write(counts, NULL, out, err);
}

static cw_status
counts_markdown(const struct cw_counts *counts, struct cw_buffer *out, struct cw_error *err)
{
        (void)err;
        cw_table_write_markdown(counts, NULL, out);
        cw_slices_write_markdown(counts, out);
        return CW_OK;
}

/* The priors p = n/N. */
static cw_status
counts_lines(const struct cw_counts *counts, struct cw_buffer *out, struct cw_error *err)
{
        struct cw_vector vector = {0};
        const double all = counts->totals.tokens == 0 ? 1.0 : (double)counts->totals.tokens;
        double *prior = cw_calloc(counts->n_labels, sizeof(*prior));
        if (prior == NULL)
                return cw_fail_memory(err, counts->n_labels * sizeof(*prior));
        for (size_t i = 0; i < counts->n_labels; i++)
                prior[i] = (double)counts->labels[i].tokens / all;
        const cw_status status = cw_vector_make(counts, prior, 0, &vector, err);
        if (status == CW_OK)
                cw_lines_write("priors", &vector, out);
        cw_vector_free(&vector);
        cw_free(prior);
        return status;
}

/* ---- formats ------------------------------------------------------------------------------------------------------ */

enum {
        VECTOR = 1,
        BINARY = 2,
        SAYS = 4 /* that a result is an estimate */
};

/* By their numbers.  `names`: that of --to first, then what else a file's extension may be. */
static const struct form {
        const char *names[2];
        write_weights_fn *weights; /* NULL: a vector, written by weights_vector() */
        write_counts_fn *counts;   /* NULL: counts have no such form */
        unsigned traits;
} forms[] = {
        [CW_OUT_TOML] = {{"toml", NULL}, cw_toml_render, NULL, SAYS},
        [CW_OUT_JSON] = {{"json", NULL}, weights_json, counts_json, SAYS},
        [CW_OUT_CSV] = {{"csv", NULL}, weights_csv, counts_csv, 0},
        [CW_OUT_MARKDOWN] = {{"md", "markdown"}, weights_markdown, counts_markdown, SAYS},
        [CW_OUT_YAML] = {{"yaml", "yml"}, cw_yaml_write, NULL, SAYS},
        [CW_OUT_TSV] = {{"tsv", NULL}, weights_tsv, counts_tsv, 0},
        [CW_OUT_NPY] = {{"npy", NULL}, NULL, NULL, VECTOR | BINARY},
        [CW_OUT_SAFETENSORS] = {{"safetensors", NULL}, NULL, NULL, VECTOR | BINARY | SAYS},
        [CW_OUT_C] = {{"c", "h"}, NULL, NULL, VECTOR | SAYS},
        [CW_OUT_TXT] = {{"txt", NULL}, NULL, counts_lines, VECTOR},
        [CW_OUT_JSON_BY_NAME] = {{"json-by-name", NULL}, weights_by_name, NULL, 0},
};

static const struct form *
form_of(cw_output_format format)
{
        return (unsigned)format < CW_ARRAY_LEN(forms) ? &forms[format] : NULL;
}

bool
cw_output_format_from_name(const char *name, cw_output_format *format_ret)
{
        for (size_t i = 0; i < CW_ARRAY_LEN(forms); i++) {
                for (size_t k = 0; k < CW_ARRAY_LEN(forms[i].names) && forms[i].names[k] != NULL; k++) {
                        if (strcasecmp(name, forms[i].names[k]) == 0) {
                                *format_ret = (cw_output_format)i;
                                return true;
                        }
                }
        }
        return false;
}

bool
cw_output_format_from_path(const char *path, cw_output_format *format_ret)
{
        const char *slash = strrchr(path, '/');
        const char *name = slash == NULL ? path : slash + 1;
        const char *dot = strrchr(name, '.');
        /* `.json` alone is a hidden file without an extension */
        return dot != NULL && dot != name && cw_output_format_from_name(dot + 1, format_ret);
}

bool
cw_output_format_is_binary(cw_output_format format)
{
        return form_of(format) != NULL && (form_of(format)->traits & BINARY) != 0;
}

bool
cw_output_format_is_vector(cw_output_format format)
{
        return form_of(format) != NULL && (form_of(format)->traits & VECTOR) != 0;
}

bool
cw_output_format_says_estimate(cw_output_format format)
{
        return form_of(format) != NULL && (form_of(format)->traits & SAYS) != 0;
}

bool
cw_output_format_takes_counts(cw_output_format format)
{
        return form_of(format) != NULL && form_of(format)->counts != NULL;
}

/* ---- writing ------------------------------------------------------------------------------------------------------ */

/* An estimate is never handed out as if it were exact. */
cw_status
cw_form_check_estimate(const struct cw_counts *counts, cw_output_format format, struct cw_error *err)
{
        if (counts->estimate == NULL || form_of(format) == NULL || cw_output_format_says_estimate(format))
                return CW_OK;
        return cw_fail(err, CW_E_USAGE, "%s cannot say that it is an estimate; use json, or another form that can",
                       form_of(format)->names[0]);
}

cw_status
cw_form_write_weights(const struct cw_weights *weights, cw_output_format format, const char *table,
                      struct cw_buffer *out, struct cw_error *err)
{
        const struct form *form = form_of(format);
        if (form == NULL)
                return cw_fail(err, CW_E_USAGE, "expected an output format, found the number %d", (int)format);
        CW_TRY(cw_form_check_estimate(weights->counts, format, err));
        if (form->weights == NULL)
                return weights_vector(weights, format, out, err);
        return form->weights(weights, table, out, err);
}

cw_status
cw_form_write_counts(const struct cw_counts *counts, cw_output_format format, struct cw_buffer *out,
                     struct cw_error *err)
{
        const struct form *form = form_of(format);
        if (form == NULL)
                return cw_fail(err, CW_E_USAGE, "expected an output format, found the number %d", (int)format);
        CW_TRY(cw_form_check_estimate(counts, format, err));
        if (form->counts == NULL)
                return cw_fail(err, CW_E_USAGE,
                               "expected json, csv, tsv, md or txt for counts, found %s, which is for "
                               "weights",
                               form->names[0]);
        return form->counts(counts, out, err);
}
