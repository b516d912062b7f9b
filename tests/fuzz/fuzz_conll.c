/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as CoNLL text, under any options, in one piece and cut into blocks: no crash, and the same totals both ways,
 * by every kernel.
 *
 *     byte 0: field and header     byte 1: separator, comments, bad rows     bytes 2, 3: blocks and chunks     then the text
 */
#include "../unit/conll_driver.h"
#include "count/kernels.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct cw_read_options
options_of(uint8_t field, uint8_t dialect)
{
        static const char *const fields[] = {NULL, "1", "2", "3", "-1", "-2", "ner", "x"};
        static const char *const separators[] = {NULL, "tab", "space", "blank"};
        static const char *const comments[] = {NULL, "none", "#", ";,# ,-", "1"};
        return (struct cw_read_options){
                .conll_field = fields[field % CW_ARRAY_LEN(fields)],
                .conll_header = (field & 0x80) != 0,
                .conll_separator = separators[dialect % CW_ARRAY_LEN(separators)],
                .conll_comment = comments[dialect / 4 % CW_ARRAY_LEN(comments)],
                .skip_bad_rows = (dialect & 0x80) == 0,
        };
}

static void
demand_none(const char *difference)
{
        if (difference == NULL)
                return;
        fprintf(stderr, "%s\n", difference);
        abort();
}

/* As `want` says, which was counted by the portable kernel. */
static void
check_kernels(const struct conll_run *want, const struct cw_read_options *options, const char *text, size_t nbytes)
{
        const struct cw_kernel *kernel;
        for (size_t i = 0; (kernel = cw_kernel_at(i)) != NULL; i++) {
                const struct conll_cuts whole = {.kernel = kernel};
                struct conll_run run;
                if (!kernel->usable())
                        continue;
                conll_run_text(&run, options, &whole, text, nbytes);
                demand_none(conll_difference_by_kernel(want, &run));
                conll_run_free(&run);
        }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        const struct conll_cuts whole = {.kernel = &cw_kernel_scalar};
        if (size < 4)
                return 0;
        const struct cw_read_options options = options_of(data[0], data[1]);
        const struct conll_cuts cuts = {data[2] + 1U, data[2] % 64 + 1U, data[3] + 1U, CONLL_SAMPLE, NULL};
        const char *text = (const char *)data + 4;
        struct conll_run one, cut;
        const int seen = cw_conll_probe(text, size - 4, (data[3] & 1) != 0);
        conll_run_text(&one, &options, &whole, text, size - 4);
        conll_run_text(&cut, &options, &cuts, text, size - 4);
        demand_none(conll_difference(&one, &cut));
        demand_none(seen < 0 || seen > 2 ? "a probe beyond 2" : NULL);
        check_kernels(&one, &options, text, size - 4);
        conll_run_free(&one);
        conll_run_free(&cut);
        return 0;
}
