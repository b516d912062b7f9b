/* SPDX-License-Identifier: MIT */
/*
 * Counts files from hostile hands.  What is accepted must hold what the reader promises, weigh without trouble, and
 * come back equal from the writer.
 */
#include "base/memory.h"
#include "store/counts_file.h"
#include "write/json_write.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
        if (!holds)
                abort();
}

static void
check_rows(const struct cw_counts *c)
{
        uint64_t sum = 0;
        for (size_t i = 0; i < c->n_labels; i++) {
                must(i == 0 || c->labels[i].id > c->labels[i - 1].id);
                sum += c->labels[i].tokens;
        }
        must(sum == c->totals.tokens);
        for (size_t i = 1; i < c->n_ignored; i++)
                must(c->ignored[i].id > c->ignored[i - 1].id);
}

static void
check_round_trip(const struct cw_counts *c)
{
        struct cw_buffer out = {0};
        struct cw_counts *again = NULL;
        /* Sums may pass what the reader takes; all else that was read can be written and read again. */
        if (c->totals.tokens > INT64_MAX || c->totals.ignored > INT64_MAX)
                return;
        cw_json_write_counts(c, &out);
        must(cw_counts_file_probe(out.data, out.n));
        must(cw_counts_file_parse(out.data, out.n, &again, NULL) == CW_OK);
        must(strcmp(c->fingerprint, again->fingerprint) == 0);
        cw_counts_free(&again);
        cw_buffer_free(&out);
}

static void
weigh(const struct cw_counts *c, cw_scheme scheme)
{
        struct cw_weigh_options o;
        struct cw_weights *w = NULL;
        char *text = NULL;
        cw_weigh_options_init(&o);
        o.scheme = scheme;
        if (cw_weigh(c, &o, &w, NULL) != CW_OK)
                return;
        for (size_t i = 0; i < c->n_labels; i++)
                must(cw_weights_at(w, i) >= 0);
        must(cw_diagnosis_text(w, &text, NULL) == CW_OK);
        cw_free(text);
        if (cw_explain(w, c->labels[c->n_labels / 2].name == NULL ? "1" : c->labels[c->n_labels / 2].name, &text,
                       NULL) == CW_OK)
                cw_free(text);
        cw_weights_free(&w);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct cw_counts *c = NULL;
        struct cw_error err;
        (void)cw_counts_file_probe((const char *)data, size);
        const cw_status status = cw_counts_file_parse((const char *)data, size, &c, &err);
        if (status != CW_OK) {
                must(c == NULL && err.status == status && strchr(err.message, '\n') == NULL);
                return 0;
        }
        check_rows(c);
        check_round_trip(c);
        for (int s = 0; cw_scheme_name_at((size_t)s) != NULL; s++)
                weigh(c, (cw_scheme)s);
        cw_counts_free(&c);
        return 0;
}
