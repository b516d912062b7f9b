/* SPDX-License-Identifier: MIT */
/*
 * The recorded command line.
 */
#include "cli/commandline.h"

#include <string.h>

enum { OPERAND_BYTES_MOST = 4096 };

/* In quotes where a shell needs them. */
static void
put_quoted(struct cli_text *t, const char *word)
{
        static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=.,:/@%";
        if (word[0] != '\0' && word[strspn(word, plain)] == '\0') {
                cli_text_puts(t, word);
                return;
        }
        cli_text_puts(t, "'");
        for (const char *quote; (quote = strchr(word, '\'')) != NULL; word = quote + 1) {
                cli_text_add(t, word, (size_t)(quote - word));
                cli_text_puts(t, "'\\''");
        }
        cli_text_puts(t, word);
        cli_text_puts(t, "'");
}

void
cli_record_option(struct cli_text *t, const struct cli_option *option, const char *value)
{
        cli_text_printf(t, "%s--%s", t->n > 0 ? " " : "", option->name);
        if (value == NULL)
                return;
        cli_text_puts(t, "=");
        put_quoted(t, value);
}

void
cli_record_operands(struct cli_text *t, const struct cli_list *operands)
{
        for (size_t i = 0; i < operands->n; i++) {
                if (t->n > OPERAND_BYTES_MOST) {
                        cli_text_printf(t, " ... (%zu more)", operands->n - i);
                        return;
                }
                if (t->n > 0)
                        cli_text_puts(t, " ");
                put_quoted(t, operands->items[i]);
        }
}
