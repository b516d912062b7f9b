/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as CoNLL text, under any options, in one piece and cut into blocks: no crash, and the same totals both ways.
 *
 *     byte 0: field and header     byte 1: separator, comments, bad rows     bytes 2, 3: blocks and chunks     then the text
 */
#include "../unit/conll_driver.h"

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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static const struct conll_cuts whole = {0};
        if (size < 4)
                return 0;
        const struct cw_read_options options = options_of(data[0], data[1]);
        const struct conll_cuts cuts = {data[2] + 1U, data[2] % 64 + 1U, data[3] + 1U, CONLL_SAMPLE};
        const char *text = (const char *)data + 4;
        struct conll_run one, cut;
        const int seen = cw_conll_probe(text, size - 4, (data[3] & 1) != 0);
        conll_run_text(&one, &options, &whole, text, size - 4);
        conll_run_text(&cut, &options, &cuts, text, size - 4);
        const char *difference = conll_difference(&one, &cut);
        if (difference != NULL || seen < 0 || seen > 2) {
                fprintf(stderr, "%s\n", difference != NULL ? difference : "a probe beyond 2");
                abort();
        }
        conll_run_free(&one);
        conll_run_free(&cut);
        return 0;
}
