/* SPDX-License-Identifier: MIT */
/*
 * The public face of writing: the table of formats, results to memory, results to files.  A new format is a writer in a
 * file of its own and a row here.
 */
#include "base/buffer.h"
#include "base/memory.h"
#include "base/result.h"
#include "write/compare_write.h"
#include "write/drift_write.h"
#include "write/facts.h"
#include "write/growth_write.h"
#include "write/json_write.h"
#include "write/label_stats_write.h"
#include "write/labels_write.h"
#include "write/plots.h"
#include "write/slices_write.h"
#include "write/table_write.h"
#include "write/toml_update.h"
#include "write/vector_write.h"
#include "write/yaml_write.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <strings.h>

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
weights_npy(const struct cw_weights *weights, const char *table, struct cw_buffer *out, struct cw_error *err)
{
        struct cw_vector vector;
        (void)table;
        const cw_status status = cw_vector_of_weights(weights, &vector, err);
        if (status == CW_OK)
                cw_npy_write(&vector, out);
        cw_vector_free(&vector);
        return status;
}

static cw_status
weights_safetensors(const struct cw_weights *weights, const char *table, struct cw_buffer *out, struct cw_error *err)
{
        struct cw_vector vector;
        (void)table;
        cw_status status = cw_vector_of_weights(weights, &vector, err);
        if (status == CW_OK)
                status = cw_safetensors_write(weights, cw_quantity_vector_name(weights), &vector, out, err);
        cw_vector_free(&vector);
        return status;
}

static cw_status
weights_c_header(const struct cw_weights *weights, const char *table, struct cw_buffer *out, struct cw_error *err)
{
        struct cw_vector vector;
        (void)table;
        const cw_status status = cw_vector_of_weights(weights, &vector, err);
        if (status == CW_OK)
                cw_c_header_write(weights, cw_quantity_vector_name(weights), &vector, out);
        cw_vector_free(&vector);
        return status;
}

static cw_status
weights_lines(const struct cw_weights *weights, const char *table, struct cw_buffer *out, struct cw_error *err)
{
        struct cw_vector vector;
        (void)table;
        const cw_status status = cw_vector_of_weights(weights, &vector, err);
        if (status == CW_OK)
                cw_lines_write(cw_quantity_vector_name(weights), &vector, out);
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
        write_weights_fn *weights;
        write_counts_fn *counts; /* NULL: counts have no such form */
        unsigned traits;
} forms[] = {
        [CW_OUT_TOML] = {{"toml", NULL}, cw_toml_render, NULL, SAYS},
        [CW_OUT_JSON] = {{"json", NULL}, weights_json, counts_json, SAYS},
        [CW_OUT_CSV] = {{"csv", NULL}, weights_csv, counts_csv, 0},
        [CW_OUT_MARKDOWN] = {{"md", "markdown"}, weights_markdown, counts_markdown, SAYS},
        [CW_OUT_YAML] = {{"yaml", "yml"}, cw_yaml_write, NULL, SAYS},
        [CW_OUT_TSV] = {{"tsv", NULL}, weights_tsv, counts_tsv, 0},
        [CW_OUT_NPY] = {{"npy", NULL}, weights_npy, NULL, VECTOR | BINARY},
        [CW_OUT_SAFETENSORS] = {{"safetensors", NULL}, weights_safetensors, NULL, VECTOR | BINARY | SAYS},
        [CW_OUT_C] = {{"c", "h"}, weights_c_header, NULL, VECTOR | SAYS},
        [CW_OUT_TXT] = {{"txt", NULL}, weights_lines, counts_lines, VECTOR},
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

/* An estimate is never handed out as if it were exact. */
static cw_status
check_says(const struct cw_counts *counts, cw_output_format format, struct cw_error *err)
{
        if (counts->estimate == NULL || form_of(format) == NULL || cw_output_format_says_estimate(format))
                return CW_OK;
        return cw_fail(err, CW_E_USAGE, "%s cannot say that it is an estimate; use json, or another form that can",
                       form_of(format)->names[0]);
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
render_weights(const struct cw_weights *weights, cw_output_format format, const char *table, struct cw_buffer *out,
               struct cw_error *err)
{
        const struct form *form = form_of(format);
        if (form == NULL)
                return cw_fail(err, CW_E_USAGE, "expected an output format, found the number %d", (int)format);
        return form->weights(weights, table, out, err);
}

static cw_status
render_counts(const struct cw_counts *counts, cw_output_format format, struct cw_buffer *out, struct cw_error *err)
{
        const struct form *form = form_of(format);
        if (form == NULL)
                return cw_fail(err, CW_E_USAGE, "expected an output format, found the number %d", (int)format);
        if (form->counts == NULL)
                return cw_fail(err, CW_E_USAGE,
                               "expected json, csv, tsv, md or txt for counts, found %s, which is for "
                               "weights",
                               form->names[0]);
        return form->counts(counts, out, err);
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
                status = check_says(weights->counts, format, err);
        if (status == CW_OK)
                status = render_weights(weights, format, table, &out, err);
        return hand_out(status, &out, text_ret, nbytes_ret, err);
}

cw_status
cw_counts_render(const cw_counts *counts, cw_output_format format, char **text_ret, size_t *nbytes_ret,
                 struct cw_error *err)
{
        struct cw_buffer out = {0};
        cw_status status = check_says(counts, format, err);
        if (status == CW_OK)
                status = render_counts(counts, format, &out, err);
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
        if (check_says(comparison->counts, format, err) != CW_OK)
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

/* ---- pictures ----------------------------------------------------------------------------------------------------- */

cw_status
cw_growth_plot(const cw_growth *growth, const char *path, struct cw_error *err)
{
        CW_TRY(cw_plot_check(path, err));
        return cw_growth_draw(growth, path, err);
}

cw_status
cw_drift_plot(const cw_drift *drift, const char *path, struct cw_error *err)
{
        CW_TRY(cw_plot_check(path, err));
        return cw_drift_draw(drift, path, err);
}

cw_status
cw_comparison_plot(const cw_comparison *comparison, const char *path, struct cw_error *err)
{
        CW_TRY(cw_plot_check(path, err));
        if (comparison->counts->estimate != NULL)
                return cw_fail(err, CW_E_USAGE, "a picture cannot say that it is of an estimate");
        return cw_comparison_draw(comparison, path, err);
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
