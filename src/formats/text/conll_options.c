/* SPDX-License-Identifier: MIT */
/*
 * The user's word on the dialect: --field, --column, --separator, --comment.  Values are checked here; what is left to
 * the data ("auto", a field by its name) is settled by conll_learn.c.
 */
#include "formats/text/conll_dialect.h"

#include "base/memory.h"

#include <string.h>

enum { FIELD_MOST = 1 << 16 };

static bool
given(const char *value)
{
        return value != NULL && strcmp(value, "auto") != 0;
}

/* False if `text` is no number, and so a name.  A number that no field has gives 0. */
static bool
parse_field(const char *text, long *field_ret)
{
        const char *digits = text[0] == '-' ? text + 1 : text;
        if (digits[0] == '\0' || digits[strspn(digits, "0123456789")] != '\0')
                return false;
        long field = 0;
        for (const char *p = digits; *p != '\0' && field <= FIELD_MOST; p++)
                field = field * 10 + (*p - '0');
        if (field > FIELD_MOST)
                field = 0;
        *field_ret = text[0] == '-' ? -field : field;
        return true;
}

static cw_status
take_field(struct cw_conll *d, const struct cw_read_options *options, const char **name_ret, struct cw_error *err)
{
        const char *field = options->conll_field != NULL ? options->conll_field : options->column;
        *name_ret = NULL;
        d->field = -1;
        if (field == NULL)
                return CW_OK;
        if (options->column != NULL && strcmp(options->column, field) != 0)
                return cw_fail(err, CW_E_USAGE,
                               "expected --field and --column to name the same column, found %s and %s; give one",
                               field, options->column);
        if (!parse_field(field, &d->field))
                *name_ret = field;
        if (field[0] == '\0' || d->field == 0)
                return cw_fail(
                        err, CW_E_USAGE,
                        "expected --field to be a name, 1 to %d from the left or -1 to -%d from the right, found '%s'",
                        FIELD_MOST, FIELD_MOST, field);
        return CW_OK;
}

static cw_status
take_separator(struct cw_conll *d, const struct cw_read_options *options, struct cw_error *err)
{
        static const char *const names[] = {[CW_CONLL_AUTO] = "auto",
                                            [CW_CONLL_TAB] = "tab",
                                            [CW_CONLL_SPACE] = "space",
                                            [CW_CONLL_BLANK] = "blank"};
        if (!given(options->conll_separator))
                return CW_OK;
        for (size_t i = 0; i < CW_ARRAY_LEN(names); i++) {
                if (strcmp(options->conll_separator, names[i]) == 0) {
                        d->separator = (enum cw_conll_separator)i;
                        d->separator_given = true;
                        return CW_OK;
                }
        }
        return cw_fail(err, CW_E_USAGE, "expected --separator to be auto, tab, space or blank, found '%s'",
                       options->conll_separator);
}

static cw_status
take_comments(struct cw_conll *d, const struct cw_read_options *options, struct cw_error *err)
{
        if (!given(options->conll_comment))
                return CW_OK;
        if (strcmp(options->conll_comment, "none") == 0) {
                d->comments = CW_CONLL_NO_COMMENTS;
                return CW_OK;
        }
        d->comments = CW_CONLL_PREFIXES;
        size_t n = 1;
        for (const char *p = options->conll_comment; *p != '\0'; p++)
                n += *p == ',';
        d->prefix_text = cw_strdup(options->conll_comment);
        d->prefixes = cw_calloc(n, sizeof(*d->prefixes));
        if (d->prefix_text == NULL || d->prefixes == NULL)
                return cw_fail_memory(err, n * sizeof(*d->prefixes));
        for (const char *p = d->prefix_text; d->n_prefixes < n; p++) {
                size_t nbytes = strcspn(p, ",");
                if (nbytes == 0)
                        return cw_fail(err, CW_E_USAGE,
                                       "expected --comment to be auto, none or prefixes with commas between them, "
                                       "found an empty prefix in '%s'",
                                       options->conll_comment);
                d->prefixes[d->n_prefixes++] = (struct cw_span){p, nbytes};
                p += nbytes;
        }
        return CW_OK;
}

cw_status
cw_conll_take_options(struct cw_conll *d, const struct cw_read_options *options, const char **name_ret,
                      struct cw_error *err)
{
        CW_TRY(take_field(d, options, name_ret, err));
        CW_TRY(take_separator(d, options, err));
        return take_comments(d, options, err);
}
