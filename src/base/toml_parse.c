/* SPDX-License-Identifier: MIT */
/*
 * TOML statements, keys, and the rules of what may be defined where.
 *
 *     document  = [BOM] *( line )
 *     line      = ws [ pair | header ] ws [ '#' comment ] ( LF | CRLF | end )
 *     header    = '[' ws key ws ']'  |  '[[' ws key ws ']]'
 *     pair      = key ws '=' ws value
 *     key       = part *( ws '.' ws part )        part = bare | "basic" | 'literal'
 *
 * Who may add to a table or array (enum cw_toml_origin), seen from a statement that names it:
 *
 *     named by        last in [h]    last in [[h]]      before last in header   before last in dotted key
 *     nothing yet     HEADER         HEADERS + element  SUPERTABLE              DOTTED
 *     SUPERTABLE      HEADER         refused            pass                    DOTTED from now on
 *     HEADER          twice          refused            pass                    refused
 *     DOTTED          refused        refused            pass                    pass
 *     HEADERS         refused        one more element   into the last element   refused
 *     VALUE           refused        refused            refused                 refused
 */
#include "base/memory.h"
#include "base/toml_parser.h"

#include <assert.h>
#include <string.h>

/* ---- blanks, comments, line ends ---------------------------------------------------------------------------- */

bool
cw_toml_take_newline(struct cw_toml_parser *p)
{
        const size_t n = cw_toml_peek(p, 0) == '\n'                                 ? 1
                         : cw_toml_peek(p, 0) == '\r' && cw_toml_peek(p, 1) == '\n' ? 2
                                                                                    : 0;
        p->at += n;
        p->line += n > 0;
        return n > 0;
}

cw_status
cw_toml_skip_comment(struct cw_toml_parser *p)
{
        if (cw_toml_peek(p, 0) != '#')
                return CW_OK;
        for (int c = '#'; c != -1 && c != '\n'; c = cw_toml_peek(p, 0)) {
                if (c == '\r' && cw_toml_peek(p, 1) == '\n')
                        break;
                if ((c < 0x20 && c != '\t') || c == 0x7F)
                        return cw_toml_expected(p, "text in the comment");
                p->at++;
        }
        return CW_OK;
}

/* What may follow a statement on its line. */
static cw_status
end_line(struct cw_toml_parser *p)
{
        cw_toml_skip_blanks(p);
        CW_TRY(cw_toml_skip_comment(p));
        if (p->at < p->end && !cw_toml_take_newline(p))
                return cw_toml_expected(p, "the end of the line");
        return CW_OK;
}

/* ---- keys --------------------------------------------------------------------------------------------------- */

static bool
is_bare(int c)
{
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

static cw_status
read_part(struct cw_toml_parser *p, struct cw_toml_part *part)
{
        const int c = cw_toml_peek(p, 0);
        if (c == '"' || c == '\'')
                return cw_toml_read_string(p, false, part);
        const char *const start = p->at;
        while (is_bare(cw_toml_peek(p, 0)))
                p->at++;
        if (p->at == start)
                return cw_toml_expected(p, c == '{' ? "a key of TOML (this looks like JSON)" : "a key");
        part->nbytes = (size_t)(p->at - start);
        char *text = cw_toml_alloc(p, part->nbytes + 1);
        if (text == NULL)
                return CW_E_MEMORY;
        memcpy(text, start, part->nbytes);
        text[part->nbytes] = '\0';
        part->text = text;
        return CW_OK;
}

cw_status
cw_toml_read_key(struct cw_toml_parser *p)
{
        for (p->n_parts = 0;; p->at++) {
                if (p->n_parts == CW_TOML_MAX_DEPTH)
                        return cw_toml_bad(p, "expected at most %d parts in a key, found more", (int)CW_TOML_MAX_DEPTH);
                cw_toml_skip_blanks(p);
                CW_TRY(read_part(p, &p->parts[p->n_parts]));
                p->n_parts++;
                cw_toml_skip_blanks(p);
                if (cw_toml_peek(p, 0) != '.')
                        return CW_OK;
        }
}

/* ---- who may define what ------------------------------------------------------------------------------------ */

/* The name in a sentence: cut, and without what could break the line. */
static const char *
shown(const struct cw_toml_part *part, char out[64])
{
        size_t n = 0;
        for (; n < part->nbytes && n < 60; n++) {
                const unsigned char c = (unsigned char)part->text[n];
                out[n] = c < 0x20 || c == 0x7F ? '?' : (char)c;
        }
        while (n > 0 && n < part->nbytes && ((unsigned char)part->text[n] & 0xC0) == 0x80)
                n--; /* do not cut inside a character */
        out[n] = '\0';
        return out;
}

static cw_status
refuse(struct cw_toml_parser *p, const struct cw_toml_part *part, const struct cw_toml_node *there, const char *why)
{
        char name[64];
        return cw_toml_bad(p, "expected a new name, found '%s' %s (line %u); rename or remove one", shown(part, name),
                           why, there->line);
}

/* One part of a header before its last. */
static cw_status
enter_for_header(struct cw_toml_parser *p, struct cw_toml_node **table, const struct cw_toml_part *part)
{
        struct cw_toml_node *node = cw_toml_lookup(p->doc, *table, part->text, part->nbytes);
        if (node == NULL) {
                CW_TRY(cw_toml_add(p, *table, part, &node));
                node->origin = CW_TOML_SUPERTABLE;
                node->begin = node->end = (size_t)(p->at - p->begin);
        }
        if (node->origin == CW_TOML_VALUE)
                return refuse(p, part, node, "which is a value already, so that no table can be put below it");
        *table = node->origin == CW_TOML_HEADERS ? node->last_child : node;
        return CW_OK;
}

static cw_status
define_table(struct cw_toml_parser *p, struct cw_toml_node *parent, const struct cw_toml_part *part,
             struct cw_toml_node **node_ret)
{
        static const char *const why[] = {
                [CW_TOML_VALUE] = "which is a value already",
                [CW_TOML_HEADER] = "which is a table already",
                [CW_TOML_HEADERS] = "which is an array of tables already",
                [CW_TOML_DOTTED] = "which dotted keys have defined as a table already",
        };
        struct cw_toml_node *node = cw_toml_lookup(p->doc, parent, part->text, part->nbytes);
        if (node == NULL)
                CW_TRY(cw_toml_add(p, parent, part, &node));
        else if (node->origin != CW_TOML_SUPERTABLE)
                return refuse(p, part, node, why[node->origin]);
        node->kind = CW_TOML_TABLE;
        node->origin = CW_TOML_HEADER;
        *node_ret = node;
        return CW_OK;
}

static cw_status
define_element(struct cw_toml_parser *p, struct cw_toml_node *parent, const struct cw_toml_part *part,
               struct cw_toml_node **node_ret)
{
        struct cw_toml_node *array = cw_toml_lookup(p->doc, parent, part->text, part->nbytes);
        if (array == NULL) {
                CW_TRY(cw_toml_add(p, parent, part, &array));
                array->kind = CW_TOML_ARRAY;
                array->origin = CW_TOML_HEADERS;
                array->begin = array->end = (size_t)(p->at - p->begin);
        } else if (array->origin != CW_TOML_HEADERS) {
                return refuse(p, part, array, "which is not an array of [[tables]]");
        }
        CW_TRY(cw_toml_add(p, array, NULL, node_ret));
        (*node_ret)->origin = CW_TOML_HEADER;
        return CW_OK;
}

/* One part of a dotted key before its last. */
static cw_status
enter_for_pair(struct cw_toml_parser *p, struct cw_toml_node **table, const struct cw_toml_part *part)
{
        struct cw_toml_node *node = cw_toml_lookup(p->doc, *table, part->text, part->nbytes);
        if (node == NULL) {
                CW_TRY(cw_toml_add(p, *table, part, &node));
                node->begin = node->end = (size_t)(p->at - p->begin);
        } else if (node->origin != CW_TOML_DOTTED && node->origin != CW_TOML_SUPERTABLE) {
                return refuse(p, part, node, "which is defined already, so that a dotted key cannot add to it");
        }
        node->origin = CW_TOML_DOTTED;
        *table = node;
        return CW_OK;
}

/* ---- statements --------------------------------------------------------------------------------------------- */

cw_status
cw_toml_read_pair(struct cw_toml_parser *p, struct cw_toml_node *table, struct cw_toml_node **node_ret)
{
        CW_TRY(cw_toml_read_key(p));
        if (cw_toml_peek(p, 0) != '=')
                return cw_toml_expected(p, "'=' after the key");
        for (size_t i = 0; i + 1 < p->n_parts; i++)
                CW_TRY(enter_for_pair(p, &table, &p->parts[i]));
        const struct cw_toml_part *last = &p->parts[p->n_parts - 1];
        const struct cw_toml_node *there = cw_toml_lookup(p->doc, table, last->text, last->nbytes);
        if (there != NULL)
                return refuse(p, last, there, "a second time");
        CW_TRY(cw_toml_add(p, table, last, node_ret));
        p->at++;
        cw_toml_skip_blanks(p);
        return cw_toml_read_value(p, *node_ret);
}

static cw_status
read_header(struct cw_toml_parser *p, struct cw_toml_statement *statement, struct cw_toml_node **table_ret)
{
        const char *const start = p->at;
        const bool is_array = cw_toml_peek(p, 1) == '[';
        p->at += is_array ? 2 : 1;
        CW_TRY(cw_toml_read_key(p));
        if (cw_toml_peek(p, 0) != ']' || (is_array && cw_toml_peek(p, 1) != ']'))
                return cw_toml_expected(p, is_array ? "']]' after the key of the header"
                                                    : "']' after the key of the header");
        struct cw_toml_node *table = p->doc->root, *node;
        for (size_t i = 0; i + 1 < p->n_parts; i++)
                CW_TRY(enter_for_header(p, &table, &p->parts[i]));
        const struct cw_toml_part *last = &p->parts[p->n_parts - 1];
        CW_TRY(is_array ? define_element(p, table, last, &node) : define_table(p, table, last, &node));
        p->at += is_array ? 2 : 1;
        node->begin = (size_t)(start - p->begin);
        node->end = (size_t)(p->at - p->begin);
        node->line = p->line;
        statement->kind = is_array ? CW_TOML_ARRAY_HEADER : CW_TOML_TABLE_HEADER;
        statement->node = node;
        statement->scope = node;
        *table_ret = node;
        return CW_OK;
}

static cw_status
keep_statement(struct cw_toml_parser *p, const struct cw_toml_statement *statement)
{
        struct cw_toml *doc = p->doc;
        if (!cw_grow(&doc->statements, &doc->statements_cap, doc->n_statements + 1, sizeof(*statement)))
                return cw_fail_memory(p->err, (doc->n_statements + 1) * sizeof(*statement));
        doc->statements[doc->n_statements++] = *statement;
        return CW_OK;
}

cw_status
cw_toml_read_document(struct cw_toml_parser *p)
{
        if (p->end - p->at >= 3 && memcmp(p->at, "\xEF\xBB\xBF", 3) == 0)
                p->at += 3;
        struct cw_toml_node *table = p->doc->root, *node;
        while (p->at < p->end) {
                struct cw_toml_statement statement = {.begin = (size_t)(p->at - p->begin), .line = p->line};
                cw_toml_skip_blanks(p);
                const int c = cw_toml_peek(p, 0);
                const bool is_blank = c == -1 || c == '#' || c == '\n' || (c == '\r' && cw_toml_peek(p, 1) == '\n');
                if (c == '[') {
                        CW_TRY(read_header(p, &statement, &table));
                } else if (!is_blank) {
                        CW_TRY(cw_toml_read_pair(p, table, &node));
                        statement.node = node;
                        statement.scope = table;
                }
                CW_TRY(end_line(p));
                statement.end = (size_t)(p->at - p->begin);
                if (!is_blank)
                        CW_TRY(keep_statement(p, &statement));
        }
        return CW_OK;
}
