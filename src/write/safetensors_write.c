/* SPDX-License-Identifier: MIT */
/*
 * safetensors:
 *
 *   u64 LE bytes of header | {"__metadata__":{...},"counts":{...},"class_weights":{...}} spaces | counts | weights
 *                            a multiple of 8                                                       i64      f32
 *
 * The tensors fill what follows the header without a gap, in the order of the header; the wider type comes first, so
 * that each is aligned to its own size.
 */
#include "write/escape.h"
#include "write/facts.h"
#include "write/number.h"
#include "write/vector_write.h"

#include <inttypes.h>
#include <string.h>

/* All metadata is text; the reader of the format takes no other. */
static void
put_fact(void *user, const struct cw_fact *fact)
{
        struct cw_buffer *out = user, value = {0};
        cw_buffer_printf(out, "\"%s\":", fact->key);
        cw_fact_put_json(&value, fact);
        out->failed |= value.failed;
        if (fact->kind == CW_FACT_TEXT)
                cw_escape_json(out, fact->text);
        else if (!value.failed)
                cw_escape_json(out, value.data);
        cw_buffer_putc(out, ',');
        cw_buffer_free(&value);
}

/* The names as a JSON list, null where there is none. */
static void
put_names(const struct cw_vector *vector, struct cw_buffer *list)
{
        cw_buffer_putc(list, '[');
        for (size_t i = 0; i < vector->n; i++) {
                const char *name = vector->label[i] == NULL ? NULL : vector->label[i]->name;
                cw_buffer_puts(list, i == 0 ? "" : ", ");
                if (name == NULL)
                        cw_buffer_puts(list, "null");
                else
                        cw_escape_json(list, name);
        }
        cw_buffer_putc(list, ']');
}

static void
put_header(const struct cw_weights *weights, const char *quantity, const struct cw_vector *vector,
           struct cw_buffer *out)
{
        struct cw_buffer names = {0};
        const size_t n = vector->n;
        cw_buffer_puts(out, "{\"__metadata__\":{");
        cw_facts_each(weights, put_fact, out);
        put_names(vector, &names);
        cw_buffer_puts(out, "\"label_names\":");
        if (!names.failed)
                cw_escape_json(out, names.data);
        out->failed |= names.failed;
        cw_buffer_free(&names);
        cw_buffer_printf(out, "},\"counts\":{\"dtype\":\"I64\",\"shape\":[%zu],\"data_offsets\":[0,%zu]}", n, 8 * n);
        cw_buffer_printf(out, ",\"%s\":{\"dtype\":\"F32\",\"shape\":[%zu],\"data_offsets\":[%zu,%zu]}}", quantity, n,
                         8 * n, 12 * n);
        while (out->n % 8 != 0 && !out->failed)
                cw_buffer_putc(out, ' ');
}

cw_status
cw_safetensors_write(const struct cw_weights *weights, const char *quantity, const struct cw_vector *vector,
                     struct cw_buffer *out, struct cw_error *err)
{
        struct cw_buffer header = {0};
        put_header(weights, quantity, vector, &header);
        const uint64_t nbytes = header.n;
        out->failed |= header.failed;
        cw_buffer_add(out, &nbytes, sizeof(nbytes));
        if (!header.failed)
                cw_buffer_add(out, header.data, header.n);
        cw_buffer_free(&header);
        for (size_t i = 0; i < vector->n; i++) {
                const uint64_t tokens = vector->label[i] == NULL ? 0 : vector->label[i]->tokens;
                if (tokens > INT64_MAX)
                        return cw_fail(err, CW_E_DATA, "label %zu: expected a count that fits I64, found a larger one",
                                       i);
                cw_buffer_add(out, &tokens, sizeof(tokens));
        }
        for (size_t i = 0; i < vector->n; i++) {
                const float value = (float)vector->value[i];
                cw_buffer_add(out, &value, sizeof(value));
        }
        return CW_OK;
}
