/* SPDX-License-Identifier: MIT */
/*
 * Reading the compact protocol; see thrift.h for the bytes.  Skipping is bounded in depth, and by the bytes that are
 * left in length: every element of a list but a boolean field takes one byte at least.
 */
#include "formats/parquet/thrift.h"

enum { DEEPEST = 32 };

static int64_t
zigzag(uint64_t v)
{
        return (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
}

bool
cw_thrift_next(struct cw_cursor *c, struct cw_thrift_field *field)
{
        const uint8_t byte = cw_cursor_u8(c);
        if (c->bad || byte == CW_THRIFT_STOP)
                return false;
        field->type = byte & 0x0F;
        if (byte >> 4 != 0) {
                field->id += byte >> 4;
        } else {
                const int64_t id = zigzag(cw_cursor_varint(c));
                c->bad = c->bad || id < INT16_MIN || id > INT16_MAX;
                field->id = c->bad ? 0 : (int32_t)id;
        }
        /* Ids are 16 bits wide; a sum of deltas past them belongs to no struct of ours. */
        c->bad = c->bad || field->type == CW_THRIFT_STOP || field->type > CW_THRIFT_STRUCT || field->id > INT16_MAX;
        return !c->bad;
}

static bool
expect(struct cw_cursor *c, bool right)
{
        c->bad = c->bad || !right;
        return !c->bad;
}

int32_t
cw_thrift_element_i32(struct cw_cursor *c)
{
        const int64_t v = zigzag(cw_cursor_varint(c));
        return expect(c, v >= INT32_MIN && v <= INT32_MAX) ? (int32_t)v : 0;
}

int32_t
cw_thrift_i32(struct cw_cursor *c, struct cw_thrift_field field)
{
        if (field.type == CW_THRIFT_BYTE)
                return (int8_t)cw_cursor_u8(c);
        return expect(c, field.type == CW_THRIFT_I32 || field.type == CW_THRIFT_I16) ? cw_thrift_element_i32(c) : 0;
}

int64_t
cw_thrift_i64(struct cw_cursor *c, struct cw_thrift_field field)
{
        return expect(c, field.type == CW_THRIFT_I64) ? zigzag(cw_cursor_varint(c)) : 0;
}

bool
cw_thrift_bool(struct cw_cursor *c, struct cw_thrift_field field)
{
        expect(c, field.type == CW_THRIFT_TRUE || field.type == CW_THRIFT_FALSE);
        return field.type == CW_THRIFT_TRUE;
}

const char *
cw_thrift_element_binary(struct cw_cursor *c, size_t *nbytes_ret)
{
        const uint64_t nbytes = cw_cursor_varint(c);
        *nbytes_ret = 0;
        if (!expect(c, nbytes <= cw_cursor_left(c)))
                return NULL;
        *nbytes_ret = (size_t)nbytes;
        return (const char *)cw_cursor_bytes(c, (size_t)nbytes);
}

const char *
cw_thrift_binary(struct cw_cursor *c, struct cw_thrift_field field, size_t *nbytes_ret)
{
        expect(c, field.type == CW_THRIFT_BINARY);
        return cw_thrift_element_binary(c, nbytes_ret);
}

/* The header of a list or set: how many elements, of what type. */
static size_t
list_header(struct cw_cursor *c, unsigned *element_ret)
{
        const uint8_t byte = cw_cursor_u8(c);
        const uint64_t n = byte >> 4 == 15 ? cw_cursor_varint(c) : byte >> 4;
        *element_ret = byte & 0x0F;
        return expect(c, n <= cw_cursor_left(c)) ? (size_t)n : 0;
}

size_t
cw_thrift_list(struct cw_cursor *c, struct cw_thrift_field field, unsigned element)
{
        unsigned found = 0;
        if (!expect(c, field.type == CW_THRIFT_LIST))
                return 0;
        const size_t n = list_header(c, &found);
        return expect(c, n == 0 || found == element) ? n : 0;
}

bool
cw_thrift_struct(struct cw_cursor *c, struct cw_thrift_field field)
{
        return expect(c, field.type == CW_THRIFT_STRUCT);
}

static void skip_value(struct cw_cursor *c, unsigned type, bool in_list, int depth);

static void
skip_fields(struct cw_cursor *c, int depth)
{
        struct cw_thrift_field field = {0};
        while (cw_thrift_next(c, &field))
                skip_value(c, field.type, false, depth);
}

static void
skip_list(struct cw_cursor *c, int depth)
{
        unsigned element;
        const size_t n = list_header(c, &element);
        for (size_t i = 0; i < n && !c->bad; i++)
                skip_value(c, element, true, depth);
}

static void
skip_map(struct cw_cursor *c, int depth)
{
        const uint64_t n = cw_cursor_varint(c);
        if (n == 0 || !expect(c, n <= cw_cursor_left(c)))
                return;
        const uint8_t types = cw_cursor_u8(c);
        for (uint64_t i = 0; i < n && !c->bad; i++) {
                skip_value(c, types >> 4, true, depth);
                skip_value(c, types & 0x0F, true, depth);
        }
}

static void
skip_value(struct cw_cursor *c, unsigned type, bool in_list, int depth)
{
        size_t nbytes;
        if (!expect(c, depth < DEEPEST))
                return;
        switch (type) {
        case CW_THRIFT_TRUE:
        case CW_THRIFT_FALSE:
                if (in_list)
                        (void)cw_cursor_u8(c);
                break;
        case CW_THRIFT_BYTE:
                (void)cw_cursor_u8(c);
                break;
        case CW_THRIFT_I16:
        case CW_THRIFT_I32:
        case CW_THRIFT_I64:
                (void)cw_cursor_varint(c);
                break;
        case CW_THRIFT_DOUBLE:
                (void)cw_cursor_bytes(c, 8);
                break;
        case CW_THRIFT_BINARY:
                (void)cw_thrift_element_binary(c, &nbytes);
                break;
        case CW_THRIFT_LIST:
        case CW_THRIFT_SET:
                skip_list(c, depth + 1);
                break;
        case CW_THRIFT_MAP:
                skip_map(c, depth + 1);
                break;
        case CW_THRIFT_STRUCT:
                skip_fields(c, depth + 1);
                break;
        default:
                c->bad = true;
        }
}

void
cw_thrift_skip(struct cw_cursor *c, struct cw_thrift_field field)
{
        skip_value(c, field.type, false, 0);
}

void
cw_thrift_skip_struct(struct cw_cursor *c)
{
        skip_value(c, CW_THRIFT_STRUCT, true, 0);
}
