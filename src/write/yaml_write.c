/* SPDX-License-Identifier: MIT */
/*
 * YAML by hand: block mappings of plain integers, floats and quoted strings.
 */
#include "write/yaml_write.h"

#include "base/toml.h"
#include "write/escape.h"
#include "write/facts.h"
#include "write/number.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <strings.h>

struct yaml {
        struct cw_buffer *out;
        unsigned indent;
};

static void
put_indent(const struct yaml *y)
{
        for (unsigned i = 0; i < y->indent; i++)
                cw_buffer_puts(y->out, "  ");
}

/* "1e-7" is a string in YAML 1.1: 1.0e-7 is a number. */
static void
put_number(struct cw_buffer *out, const char *number)
{
        const char *e = strchr(number, 'e');
        if (e == NULL) {
                cw_buffer_puts(out, number);
                return;
        }
        cw_buffer_add(out, number, (size_t)(e - number));
        cw_buffer_puts(out, memchr(number, '.', (size_t)(e - number)) == NULL ? ".0e" : "e");
        cw_buffer_puts(out, e[1] == '-' ? "" : "+");
        cw_buffer_puts(out, e + 1);
}

static void
put_weights(const struct cw_weights *weights, const struct yaml *y)
{
        for (size_t i = 0; i < weights->counts->n_labels; i++) {
                const struct cw_count_row *label = &weights->counts->labels[i];
                char number[CW_NUMBER_NBYTES];
                if (!cw_quantity_text(weights, i, number))
                        continue; /* omitted */
                put_indent(y);
                cw_buffer_printf(y->out, "%" PRId64 ": ", label->id);
                put_number(y->out, number);
                if (label->name != NULL && label->name[0] != '\0') {
                        cw_buffer_puts(y->out, "  # ");
                        cw_escape_yaml_comment(y->out, label->name);
                }
                cw_buffer_putc(y->out, '\n');
        }
}

static void
put_settings(struct cw_buffer *out, const struct cw_fact *fact)
{
        for (size_t i = 0; i < fact->n_settings; i++) {
                char number[CW_NUMBER_NBYTES];
                cw_number_float64(fact->settings[i].value, number);
                cw_buffer_puts(out, i == 0 ? "{" : ", ");
                cw_escape_yaml(out, fact->settings[i].label);
                cw_buffer_puts(out, ": ");
                put_number(out, number);
        }
        cw_buffer_putc(out, '}');
}

static void
put_fact(void *user, const struct cw_fact *fact)
{
        const struct yaml *y = user;
        char number[CW_NUMBER_NBYTES];
        put_indent(y);
        cw_buffer_printf(y->out, "%s: ", fact->key);
        if (fact->kind == CW_FACT_TEXT) {
                cw_escape_yaml(y->out, fact->text);
        } else if (fact->kind == CW_FACT_COUNT) {
                cw_buffer_printf(y->out, "%" PRIu64, fact->count);
        } else if (fact->kind == CW_FACT_FLAG) {
                cw_buffer_puts(y->out, "true");
        } else if (fact->kind == CW_FACT_SETTINGS) {
                put_settings(y->out, fact);
        } else {
                cw_number_float64(fact->number, number);
                put_number(y->out, number);
        }
        cw_buffer_putc(y->out, '\n');
}

static bool
has_lines(const struct cw_weights *weights)
{
        for (size_t i = 0; i < weights->counts->n_labels; i++)
                if (!isnan(weights->weight[i]))
                        return true;
        return false;
}

/* Keys of letters, digits, `_` and `-` that begin with a letter need no quotes; YAML knows a few as booleans. */
static bool
is_plain(const char *key)
{
        static const char *const words[] = {"y", "n", "yes", "no", "true", "false", "on", "off", "null"};
        for (size_t i = 0; i < CW_ARRAY_LEN(words); i++)
                if (strcasecmp(key, words[i]) == 0)
                        return false;
        return key[0] >= 'A' &&
               key[strspn(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")] == '\0';
}

static void
put_key(struct yaml *y, const char *key, const char *suffix)
{
        put_indent(y);
        struct cw_buffer whole = {0};
        cw_buffer_printf(&whole, "%s%s", key, suffix);
        y->out->failed |= whole.failed;
        if (!whole.failed && is_plain(whole.data))
                cw_buffer_puts(y->out, whole.data);
        else if (!whole.failed)
                cw_escape_yaml(y->out, whole.data);
        cw_buffer_free(&whole);
        cw_buffer_putc(y->out, ':');
        y->indent++;
}

cw_status
cw_yaml_write(const struct cw_weights *weights, const char *table, struct cw_buffer *out, struct cw_error *err)
{
        struct cw_toml *key;
        struct yaml y = {out, 0};
        struct cw_error why;
        if (cw_toml_parse_key(table, strlen(table), &key, &why) != CW_OK)
                return cw_fail(err, why.status == CW_E_DATA ? CW_E_USAGE : why.status, "table name '%.200s': %.500s",
                               table, why.message);
        const struct cw_toml_node *part = cw_toml_root(key)->first_child;
        for (; part->next != NULL; part = part->next) {
                put_key(&y, part->text, "");
                cw_buffer_putc(out, '\n');
        }
        const unsigned indent = y.indent;
        put_key(&y, part->text, "");
        cw_buffer_puts(out, has_lines(weights) ? "\n" : " {}\n");
        put_weights(weights, &y);
        y.indent = indent;
        put_key(&y, part->text, "_info");
        cw_buffer_putc(out, '\n');
        cw_facts_each(weights, put_fact, &y);
        cw_toml_free(&key);
        return CW_OK;
}
