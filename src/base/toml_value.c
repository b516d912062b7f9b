/* SPDX-License-Identifier: MIT */
/*
 * TOML values: which kind begins here, arrays and inline tables.
 *
 *     value  = string | 'true' | 'false' | array | inline | number, date or time
 *     array  = '[' *gap [ value *gap *( ',' *gap value *gap ) [ ',' *gap ] ] ']'     gap = ws | comment | line break
 *     inline = '{' ws [ pair ws *( ',' ws pair ws ) ] '}'                            on one line, no comma at the end
 *
 * This is the only recursion of the reader, bounded by CW_TOML_MAX_DEPTH.
 */
#include "base/toml_parser.h"

#include <string.h>

/* Blanks, comments and line breaks between the elements of an array. */
static cw_status
skip_gap(struct cw_toml_parser *p)
{
        do {
                cw_toml_skip_blanks(p);
                CW_TRY(cw_toml_skip_comment(p));
        } while (cw_toml_take_newline(p));
        return CW_OK;
}

static cw_status
read_array(struct cw_toml_parser *p, struct cw_toml_node *array)
{
        array->kind = CW_TOML_ARRAY;
        for (p->at++;; p->at++) {
                CW_TRY(skip_gap(p));
                if (cw_toml_peek(p, 0) == ']')
                        break;
                struct cw_toml_node *element;
                CW_TRY(cw_toml_add(p, array, NULL, &element));
                CW_TRY(cw_toml_read_value(p, element));
                CW_TRY(skip_gap(p));
                if (cw_toml_peek(p, 0) == ']')
                        break;
                if (cw_toml_peek(p, 0) != ',')
                        return cw_toml_expected(p, "',' or ']' in the array");
        }
        p->at++;
        return CW_OK;
}

static cw_status
read_inline_table(struct cw_toml_parser *p, struct cw_toml_node *table)
{
        p->at++;
        cw_toml_skip_blanks(p);
        if (cw_toml_peek(p, 0) == '}') {
                p->at++;
                return CW_OK;
        }
        for (;; p->at++) {
                struct cw_toml_node *node;
                CW_TRY(cw_toml_read_pair(p, table, &node));
                cw_toml_skip_blanks(p);
                if (cw_toml_peek(p, 0) == '}')
                        break;
                if (cw_toml_peek(p, 0) != ',')
                        return cw_toml_expected(p, "',' or '}' in the inline table");
        }
        p->at++;
        return CW_OK;
}

static bool
take_word(struct cw_toml_parser *p, const char *word)
{
        const size_t n = strlen(word);
        if ((size_t)(p->end - p->at) < n || memcmp(p->at, word, n) != 0)
                return false;
        p->at += n;
        return true;
}

static cw_status
read_boolean(struct cw_toml_parser *p, struct cw_toml_node *node)
{
        node->kind = CW_TOML_BOOLEAN;
        node->integer = take_word(p, "true");
        if (node->integer == 0 && !take_word(p, "false"))
                return cw_toml_expected(p, "a value (text needs quotes)");
        return CW_OK;
}

static cw_status
read_text(struct cw_toml_parser *p, struct cw_toml_node *node)
{
        struct cw_toml_part text;
        CW_TRY(cw_toml_read_string(p, true, &text));
        node->kind = CW_TOML_STRING;
        node->text = text.text;
        node->text_nbytes = text.nbytes;
        return CW_OK;
}

static cw_status
read_nested(struct cw_toml_parser *p, struct cw_toml_node *node)
{
        if (p->depth == CW_TOML_MAX_DEPTH)
                return cw_toml_bad(p, "expected arrays and inline tables at most %d deep, found deeper",
                                   (int)CW_TOML_MAX_DEPTH);
        p->depth++;
        CW_TRY(*p->at == '[' ? read_array(p, node) : read_inline_table(p, node));
        p->depth--;
        return CW_OK;
}

static cw_status
read_by_first_byte(struct cw_toml_parser *p, struct cw_toml_node *node)
{
        switch (cw_toml_peek(p, 0)) {
        case '"':
        case '\'':
                return read_text(p, node);
        case '[':
        case '{':
                return read_nested(p, node);
        case '0':
        case '1':
        case '2':
        case '3':
        case '4':
        case '5':
        case '6':
        case '7':
        case '8':
        case '9':
        case '+':
        case '-':
        case 'i':
        case 'n':
                return cw_toml_read_number(p, node);
        default:
                return read_boolean(p, node);
        }
}

cw_status
cw_toml_read_value(struct cw_toml_parser *p, struct cw_toml_node *node)
{
        node->begin = (size_t)(p->at - p->begin);
        node->line = p->line;
        node->origin = CW_TOML_VALUE;
        CW_TRY(read_by_first_byte(p, node));
        node->end = (size_t)(p->at - p->begin);
        return CW_OK;
}
