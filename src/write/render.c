/* SPDX-License-Identifier: MIT */
/*
 * The public face of writing: formats by name, results to memory, results to files.  The formats themselves are in
 * toml_update.c, json_write.c and table_write.c.
 */
#include "base/buffer.h"
#include "base/memory.h"
#include "base/result.h"
#include "write/json_write.h"
#include "write/table_write.h"
#include "write/toml_update.h"

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

/* ---- formats by name ---------------------------------------------------------------------------------------------- */

static const struct {
        const char *name;
        cw_output_format format;
} format_names[] = {
        {"toml", CW_OUT_TOML},   {"json", CW_OUT_JSON},         {"csv", CW_OUT_CSV},
        {"md", CW_OUT_MARKDOWN}, {"markdown", CW_OUT_MARKDOWN},
};

bool
cw_output_format_from_name(const char *name, cw_output_format *format_ret)
{
        for (size_t i = 0; i < CW_ARRAY_LEN(format_names); i++) {
                if (strcasecmp(name, format_names[i].name) == 0) {
                        *format_ret = format_names[i].format;
                        return true;
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

/* ---- to memory ---------------------------------------------------------------------------------------------------- */

static cw_status
unknown_format(struct cw_error *err, cw_output_format format)
{
        return cw_fail(err, CW_E_USAGE, "expected an output format, found the number %d", (int)format);
}

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
        switch (format) {
        case CW_OUT_TOML:
                return cw_toml_render(weights, table, out, err);
        case CW_OUT_JSON:
                cw_json_write_weights(weights, out);
                return CW_OK;
        case CW_OUT_CSV:
                cw_table_write_csv(weights->counts, weights->weight, out);
                return CW_OK;
        case CW_OUT_MARKDOWN:
                cw_table_write_markdown(weights->counts, weights->weight, out);
                return CW_OK;
        }
        return unknown_format(err, format);
}

static cw_status
render_counts(const struct cw_counts *counts, cw_output_format format, struct cw_buffer *out, struct cw_error *err)
{
        switch (format) {
        case CW_OUT_TOML:
                return cw_fail(err, CW_E_USAGE, "expected json, csv or md for counts, found toml; weights go to TOML");
        case CW_OUT_JSON:
                cw_json_write_counts(counts, out);
                return CW_OK;
        case CW_OUT_CSV:
                cw_table_write_csv(counts, NULL, out);
                return CW_OK;
        case CW_OUT_MARKDOWN:
                cw_table_write_markdown(counts, NULL, out);
                return CW_OK;
        }
        return unknown_format(err, format);
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
                status = render_weights(weights, format, table, &out, err);
        return hand_out(status, &out, text_ret, nbytes_ret, err);
}

cw_status
cw_counts_render(const cw_counts *counts, cw_output_format format, char **text_ret, size_t *nbytes_ret,
                 struct cw_error *err)
{
        struct cw_buffer out = {0};
        const cw_status status = render_counts(counts, format, &out, err);
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
