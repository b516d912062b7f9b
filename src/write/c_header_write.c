/* SPDX-License-Identifier: MIT */
/*
 * A C header, C89 and C++ alike.  Names come from data: none may end the comment that it stands in.
 *
 *     static const float class_weights[N_CLASS_WEIGHTS] = {
 *             1.0F, // 0 O          (as an old-style comment)
 */
#include "write/escape.h"
#include "write/facts.h"
#include "write/number.h"
#include "write/vector_write.h"

#include <inttypes.h>

/* Between the two bytes that would open or close a comment goes a backslash. */
static void
put_comment(struct cw_buffer *out, const char *text)
{
        struct cw_buffer safe = {0};
        cw_escape_comment(&safe, text);
        out->failed |= safe.failed;
        for (size_t i = 0; i < safe.n && !safe.failed; i++) {
                const char before = i == 0 ? ' ' : safe.data[i - 1], c = safe.data[i];
                if ((before == '*' && c == '/') || (before == '/' && c == '*'))
                        cw_buffer_putc(out, '\\');
                cw_buffer_putc(out, c);
        }
        cw_buffer_free(&safe);
}

static void
put_fact(void *user, const struct cw_fact *fact)
{
        struct cw_buffer *out = user, value = {0};
        cw_buffer_printf(out, " * %s: ", fact->key);
        cw_fact_put_json(&value, fact);
        out->failed |= value.failed;
        if (fact->kind == CW_FACT_TEXT)
                put_comment(out, fact->text);
        else if (!value.failed)
                put_comment(out, value.data);
        cw_buffer_putc(out, '\n');
        cw_buffer_free(&value);
}

static void
put_upper(struct cw_buffer *out, const char *before, const char *word, const char *after)
{
        cw_buffer_puts(out, before);
        for (; *word != '\0'; word++) /* not toupper(), which knows the user's language */
                cw_buffer_putc(out, *word >= 'a' && *word <= 'z' ? (char)(*word - 'a' + 'A') : *word);
        cw_buffer_puts(out, after);
}

static void
put_values(const struct cw_vector *vector, struct cw_buffer *out)
{
        for (size_t i = 0; i < vector->n; i++) {
                const struct cw_count_row *label = vector->label[i];
                char number[CW_NUMBER_NBYTES];
                cw_number_float32(vector->value[i], number);
                cw_buffer_printf(out, "        %sF, /* %zu", number, i);
                if (label != NULL && label->name != NULL && label->name[0] != '\0') {
                        cw_buffer_putc(out, ' ');
                        put_comment(out, label->name);
                }
                cw_buffer_puts(out, " */\n");
        }
}

void
cw_c_header_write(const struct cw_weights *weights, const char *quantity, const struct cw_vector *vector,
                  struct cw_buffer *out)
{
        cw_buffer_printf(out, "/*\n * %s, index = label id; made by counterweight, not by hand.\n *\n", quantity);
        cw_facts_each(weights, put_fact, out);
        cw_buffer_puts(out, " */\n");
        put_upper(out, "#ifndef ", quantity, "_H\n");
        put_upper(out, "#define ", quantity, "_H\n\n");
        put_upper(out, "#define N_", quantity, "");
        cw_buffer_printf(out, " %zu\n\nstatic const float %s[", vector->n, quantity);
        put_upper(out, "N_", quantity, "] = {\n");
        put_values(vector, out);
        cw_buffer_puts(out, "};\n\n#endif\n");
}
