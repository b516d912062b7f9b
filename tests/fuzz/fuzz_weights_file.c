/* SPDX-License-Identifier: MIT */
/*
 * Weights files from hostile hands, as TOML and as JSON: what is accepted has ascending ids and weights, or logarithms, that
 * can be compared.
 */
#include "store/weights_file.h"
#include "weigh/emit.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(cw_status status, struct cw_weights_file *file, const struct cw_error *err)
{
        if (status != CW_OK && (err->status != status || strchr(err->message, '\n') != NULL))
                abort();
        for (size_t i = 0; status == CW_OK && i < file->n; i++) {
                const double weight = file->entries[i].weight;
                if ((weight < 0 && !cw_emit_is_log(file->emit)) || (isinf(weight) && weight < 0) ||
                    (i > 0 && file->entries[i].id <= file->entries[i - 1].id))
                        abort();
        }
        cw_weights_file_free(file);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct cw_weights_file file;
        struct cw_error err;
        const char *const text = size == 0 ? "" : (const char *)data;
        (void)cw_weights_file_probe(text, size);
        check(cw_weights_file_from_toml(text, size, "class_weights", &file, &err), &file, &err);
        check(cw_weights_file_from_json(text, size, &file, &err), &file, &err);
        return 0;
}
