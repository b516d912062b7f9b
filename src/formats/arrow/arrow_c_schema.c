/* SPDX-License-Identifier: MIT */
/*
 * ArrowSchema to struct cw_arrow_schema.
 *
 *   format    "c C s S i I l L" integers   "u U vu" text   "+l +L +w:N" lists   "+s" struct   others are named only
 *   metadata  i32 n | n x ( i32 bytes | key | i32 bytes | value ), this machine's byte order
 *
 * Pointers of a producer are trusted, as they must be; depth and number of fields are bounded all the same.
 */
#include "formats/arrow/arrow_c.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static const struct {
        const char *format; /* one that ends with ':' or '*' is the beginning of a format */
        enum cw_arrow_type type;
} types[] = {
        {"n", CW_ARROW_NULL},          {"b", CW_ARROW_BOOL},
        {"e", CW_ARROW_FLOAT},         {"f", CW_ARROW_FLOAT},
        {"g", CW_ARROW_FLOAT},         {"z", CW_ARROW_BINARY},
        {"Z", CW_ARROW_LARGE_BINARY},  {"vz", CW_ARROW_BINARY_VIEW},
        {"u", CW_ARROW_UTF8},          {"U", CW_ARROW_LARGE_UTF8},
        {"vu", CW_ARROW_UTF8_VIEW},    {"d:", CW_ARROW_DECIMAL},
        {"w:", CW_ARROW_FIXED_BINARY}, {"td*", CW_ARROW_DATE},
        {"tt*", CW_ARROW_TIME},        {"ts*", CW_ARROW_TIMESTAMP},
        {"tD*", CW_ARROW_DURATION},    {"ti*", CW_ARROW_INTERVAL},
        {"+l", CW_ARROW_LIST},         {"+L", CW_ARROW_LARGE_LIST},
        {"+vl", CW_ARROW_LIST_VIEW},   {"+vL", CW_ARROW_LARGE_LIST_VIEW},
        {"+w:", CW_ARROW_FIXED_LIST},  {"+s", CW_ARROW_STRUCT},
        {"+m", CW_ARROW_MAP},          {"+ud:", CW_ARROW_UNION},
        {"+us:", CW_ARROW_UNION},      {"+r", CW_ARROW_RUN_END_ENCODED},
};

static bool
is_format(const char *format, const char *known)
{
        const size_t n = strlen(known);
        if (known[n - 1] == '*')
                return strncmp(format, known, n - 1) == 0;
        return known[n - 1] == ':' ? strncmp(format, known, n) == 0 : strcmp(format, known) == 0;
}

static bool
take_integer(const char *format, struct cw_arrow_integer *integer_ret)
{
        static const char letters[] = "cCsSiIlL";
        const char *at = format[0] == '\0' || format[1] != '\0' ? NULL : strchr(letters, format[0]);
        if (at == NULL)
                return false;
        const unsigned i = (unsigned)(at - letters);
        *integer_ret = (struct cw_arrow_integer){1U << (i / 2), i % 2 == 0};
        return true;
}

static cw_status
take_type(const struct ArrowSchema *from, struct cw_arrow_field *field, struct cw_error *err)
{
        if (take_integer(from->format, &field->integer)) {
                field->type = CW_ARROW_INT;
                return CW_OK;
        }
        for (size_t i = 0; i < CW_ARRAY_LEN(types); i++)
                if (is_format(from->format, types[i].format))
                        field->type = types[i].type;
        if (field->type == 0)
                return cw_fail(err, CW_E_UNSUPPORTED, "column '%.200s' is of a type ('%.20s') that is not known here",
                               field->name, from->format);
        if (field->type == CW_ARROW_FIXED_LIST)
                field->list_size = strtoull(from->format + 3, NULL, 10);
        const bool is_list = field->type == CW_ARROW_LIST || field->type == CW_ARROW_LARGE_LIST ||
                             field->type == CW_ARROW_FIXED_LIST || field->type == CW_ARROW_MAP ||
                             field->type == CW_ARROW_LIST_VIEW || field->type == CW_ARROW_LARGE_LIST_VIEW;
        if (field->list_size > INT32_MAX || (is_list && from->n_children != 1))
                return cw_fail(err, CW_E_CORRUPT,
                               "column '%.200s': expected a list of one kind of items, found format '%.20s' with %lld "
                               "children",
                               field->name, from->format, (long long)from->n_children);
        return CW_OK;
}

static cw_status
take_field(struct cw_arrow_schema *s, const struct ArrowSchema *from, int parent, struct cw_error *err)
{
        const struct ArrowSchema *values = from->dictionary != NULL ? from->dictionary : from;
        struct cw_arrow_field field = {.name = from->name == NULL ? "" : from->name, .parent = parent};
        if (parent != CW_ARROW_ROOT) {
                field.depth = s->fields[parent].depth + 1;
                field.in_dictionary = s->fields[parent].in_dictionary || s->fields[parent].encoded;
        }
        if (field.depth >= CW_ARROW_DEPTH_MOST)
                return cw_fail(err, CW_E_LIMIT, "columns are nested deeper than %d levels", CW_ARROW_DEPTH_MOST);
        CW_TRY(take_type(values, &field, err));
        field.encoded = from->dictionary != NULL;
        if (field.encoded && !take_integer(from->format, &field.index))
                return cw_fail(err, CW_E_CORRUPT, "column '%.200s': expected indices that are integers, found '%.20s'",
                               field.name, from->format);
        if (s->n == CW_ARROW_FIELDS_MOST)
                return cw_fail(err, CW_E_LIMIT, "there are more than %d columns", CW_ARROW_FIELDS_MOST);
        if (!cw_grow(&s->fields, &s->cap, s->n + 1, sizeof(*s->fields)))
                return cw_fail_memory(err, s->n * sizeof(*s->fields));
        /* A node is an array: what cw_arrow_c_find() counts. */
        field.n_nodes = s->sums.n_nodes;
        s->sums.n_nodes += !field.in_dictionary;
        const int number = (int)s->n;
        s->fields[s->n++] = field;
        for (int64_t i = 0; i < values->n_children; i++)
                CW_TRY(take_field(s, values->children[i], number, err));
        return CW_OK;
}

static bool
take_text(const char **at_ref, const char **text_ret, size_t *nbytes_ret)
{
        int32_t nbytes;
        memcpy(&nbytes, *at_ref, sizeof(nbytes));
        if (nbytes < 0)
                return false;
        *text_ret = *at_ref + sizeof(nbytes);
        *nbytes_ret = (size_t)nbytes;
        *at_ref = *text_ret + nbytes;
        return true;
}

static void
find_huggingface(struct cw_arrow_schema *s, const char *metadata)
{
        static const char wanted[] = "huggingface";
        int32_t n;
        if (metadata == NULL)
                return;
        memcpy(&n, metadata, sizeof(n));
        const char *at = metadata + sizeof(n), *key, *value;
        for (size_t n_key, n_value; n > 0; n--) {
                if (!take_text(&at, &key, &n_key) || !take_text(&at, &value, &n_value))
                        return;
                if (n_key == sizeof(wanted) - 1 && memcmp(key, wanted, n_key) == 0) {
                        s->huggingface = value;
                        s->huggingface_nbytes = n_value;
                        return;
                }
        }
}

cw_status
cw_arrow_c_schema(const struct ArrowSchema *root, struct cw_arrow_schema *s, bool *is_struct_ret, struct cw_error *err)
{
        *s = (struct cw_arrow_schema){0};
        *is_struct_ret = strcmp(root->format, "+s") == 0 && root->dictionary == NULL;
        find_huggingface(s, root->metadata);
        if (!*is_struct_ret)
                return take_field(s, root, CW_ARROW_ROOT, err);
        for (int64_t i = 0; i < root->n_children; i++)
                CW_TRY(take_field(s, root->children[i], CW_ARROW_ROOT, err));
        return CW_OK;
}
