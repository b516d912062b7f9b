/* SPDX-License-Identifier: MIT */
/*
 * The directory of a zip file (APPNOTE 4.3), found from its end.
 *
 *     local header, bytes of the member  ...  "PK" 3 4 . . . . name extra | bytes
 *     directory, a record a member       ...  "PK" 1 2 . . . . name extra comment
 *     [zip64: end "PK" 6 6, locator "PK" 6 7]
 *     end                                     "PK" 5 6 . . . . comment, up to 65,535 bytes
 *
 * The directory alone says what there is: local headers may leave sizes to be told after the bytes.  Sizes of FFFFFFFF
 * stand in the record's zip64 extra field instead, in the order: content, packed, offset.
 */
#include "formats/numpy/zip_directory.h"

#include "base/cursor.h"
#include "base/memory.h"

#include <inttypes.h>

enum {
        LOCAL_NBYTES = 30,
        RECORD_NBYTES = 46,
        END_NBYTES = 22,
        COMMENT_MOST = 65535,
        LOCATOR_NBYTES = 20,
        END64_NBYTES = 56,
        ENCRYPTED = 1 /* flag */
};

#define LOCAL_MAGIC UINT32_C(0x04034B50)
#define RECORD_MAGIC UINT32_C(0x02014B50)
#define END_MAGIC UINT32_C(0x06054B50)
#define LOCATOR_MAGIC UINT32_C(0x07064B50)
#define END64_MAGIC UINT32_C(0x06064B50)

struct end {
        uint64_t n_members, nbytes, offset; /* of the directory */
        uint64_t at;                        /* of the end itself */
};

bool
cw_zip_is_magic(const uint8_t *bytes, size_t n)
{
        return n >= 4 && (cw_load_le(bytes, 4) == LOCAL_MAGIC || cw_load_le(bytes, 4) == END_MAGIC);
}

static cw_status
read_exactly(struct cw_file *file, uint64_t offset, void *buffer, size_t want, struct cw_error *err)
{
        size_t got = 0;
        CW_TRY(cw_file_read_at(file, offset, buffer, want, &got, err));
        if (got < want)
                return cw_fail(err, CW_E_TRUNCATED, "expected %zu bytes at byte %" PRIu64 ", found %zu", want, offset,
                               got);
        return CW_OK;
}

static cw_status
fail_directory(struct cw_error *err, const char *why)
{
        return cw_fail(err, CW_E_CORRUPT, "the zip directory is damaged: %s", why);
}

/* The 64-bit end, where there is a locator of it in front of the end. */
static cw_status
read_end64(struct cw_file *file, struct end *end, struct cw_error *err)
{
        uint8_t bytes[END64_NBYTES];
        if (end->at < LOCATOR_NBYTES)
                return CW_OK;
        CW_TRY(read_exactly(file, end->at - LOCATOR_NBYTES, bytes, LOCATOR_NBYTES, err));
        if (cw_load_le(bytes, 4) != LOCATOR_MAGIC)
                return CW_OK;
        const uint64_t at = cw_load_le(bytes + 8, 8), limit = end->at - LOCATOR_NBYTES;
        if (limit < END64_NBYTES || at > limit - END64_NBYTES)
                return fail_directory(err, "its 64-bit end lies outside of the file");
        CW_TRY(read_exactly(file, at, bytes, sizeof(bytes), err));
        if (cw_load_le(bytes, 4) != END64_MAGIC)
                return fail_directory(err, "its 64-bit end is not where it is said to be");
        *end = (struct end){cw_load_le(bytes + 32, 8), cw_load_le(bytes + 40, 8), cw_load_le(bytes + 48, 8), at};
        return CW_OK;
}

/* From the last bytes of the file; the comment must reach to its end. */
static cw_status
find_end(struct cw_file *file, struct end *end_ret, struct cw_error *err)
{
        const size_t most = END_NBYTES + COMMENT_MOST;
        const size_t n = file->nbytes < most ? (size_t)file->nbytes : most;
        uint8_t *tail = cw_malloc(n);
        if (tail == NULL)
                return cw_fail_memory(err, n);
        cw_status status = read_exactly(file, file->nbytes - n, tail, n, err);
        size_t at = n < END_NBYTES ? 0 : n - END_NBYTES + 1;
        bool found = false;
        while (status == CW_OK && !found && at-- > 0)
                found = cw_load_le(tail + at, 4) == END_MAGIC && cw_load_le(tail + at + 20, 2) == n - END_NBYTES - at;
        if (status == CW_OK && !found)
                status = cw_fail(err, CW_E_TRUNCATED,
                                 "expected a zip directory at the end, found none; the file is cut "
                                 "off");
        else if (status == CW_OK && cw_load_le(tail + at + 4, 2) != cw_load_le(tail + at + 6, 2))
                status = cw_fail(err, CW_E_UNSUPPORTED, "the zip file is one of several volumes; join them first");
        else if (status == CW_OK)
                *end_ret = (struct end){cw_load_le(tail + at + 10, 2), cw_load_le(tail + at + 12, 4),
                                        cw_load_le(tail + at + 16, 4), file->nbytes - n + at};
        cw_free(tail);
        return status == CW_OK ? read_end64(file, end_ret, err) : status;
}

/* Sizes that did not fit into 32 bits. */
static bool
read_extra(struct cw_cursor extra, struct cw_zip_member *m)
{
        while (cw_cursor_left(&extra) >= 4) {
                const uint16_t id = cw_cursor_u16(&extra), n = cw_cursor_u16(&extra);
                const uint8_t *field = cw_cursor_bytes(&extra, n);
                if (field == NULL)
                        return false;
                if (id != 1)
                        continue;
                struct cw_cursor c = cw_cursor_over(field, n);
                if (m->nbytes == UINT32_MAX)
                        m->nbytes = cw_cursor_u64(&c);
                if (m->packed_nbytes == UINT32_MAX)
                        m->packed_nbytes = cw_cursor_u64(&c);
                if (m->header_offset == UINT32_MAX)
                        m->header_offset = cw_cursor_u64(&c);
                return cw_cursor_ok(&c);
        }
        return true;
}

static bool
read_record(struct cw_cursor *c, struct cw_zip_member *m)
{
        *m = (struct cw_zip_member){0};
        if (cw_cursor_u32(c) != RECORD_MAGIC)
                return false;
        (void)cw_cursor_u32(c); /* versions */
        m->flags = cw_cursor_u16(c);
        m->method = cw_cursor_u16(c);
        (void)cw_cursor_u32(c); /* time */
        m->crc = cw_cursor_u32(c);
        m->packed_nbytes = cw_cursor_u32(c);
        m->nbytes = cw_cursor_u32(c);
        m->name_nbytes = cw_cursor_u16(c);
        const uint16_t extra_nbytes = cw_cursor_u16(c), comment_nbytes = cw_cursor_u16(c);
        (void)cw_cursor_u64(c); /* volume, attributes */
        m->header_offset = cw_cursor_u32(c);
        m->name = (const char *)cw_cursor_bytes(c, m->name_nbytes);
        const uint8_t *extra = cw_cursor_bytes(c, extra_nbytes);
        (void)cw_cursor_bytes(c, comment_nbytes);
        return cw_cursor_ok(c) && read_extra(cw_cursor_over(extra, extra_nbytes), m);
}

static cw_status
read_members(struct cw_zip *zip, const struct end *end, struct cw_error *err)
{
        struct cw_cursor c = cw_cursor_over(zip->directory, (size_t)end->nbytes);
        while (cw_cursor_left(&c) > 0) {
                if (!cw_grow(&zip->members, &zip->cap, zip->n + 1, sizeof(*zip->members)))
                        return cw_fail_memory(err, zip->cap * sizeof(*zip->members));
                if (!read_record(&c, &zip->members[zip->n]))
                        return fail_directory(err, "a record of it makes no sense");
                zip->n++;
        }
        if (zip->n != end->n_members)
                return fail_directory(err, "it does not hold as many records as it says");
        return CW_OK;
}

cw_status
cw_zip_read(struct cw_file *file, uint64_t max_memory, struct cw_zip *zip_ret, struct cw_error *err)
{
        struct end end = {0};
        *zip_ret = (struct cw_zip){0};
        CW_TRY(find_end(file, &end, err));
        if (end.offset > end.at || end.nbytes > end.at - end.offset)
                return fail_directory(err, "it lies outside of the file");
        if (end.nbytes > max_memory)
                return cw_fail(err, CW_E_LIMIT, "the zip directory is larger than --max-memory (%" PRIu64 " bytes)",
                               max_memory);
        zip_ret->directory_offset = end.offset;
        zip_ret->directory = cw_malloc((size_t)end.nbytes);
        if (zip_ret->directory == NULL)
                return cw_fail_memory(err, (size_t)end.nbytes);
        CW_TRY(read_exactly(file, end.offset, zip_ret->directory, (size_t)end.nbytes, err));
        return read_members(zip_ret, &end, err);
}

void
cw_zip_free(struct cw_zip *zip)
{
        cw_free(zip->members);
        cw_free(zip->directory);
        *zip = (struct cw_zip){0};
}

static const char *
method_name(uint16_t method)
{
        static const struct {
                uint16_t method;
                const char *name;
        } methods[] = {{9, "Deflate64"}, {12, "bzip2"}, {14, "LZMA"}, {93, "zstd"}, {95, "xz"}, {99, "AES encryption"}};
        for (size_t i = 0; i < CW_ARRAY_LEN(methods); i++) {
                if (methods[i].method == method)
                        return methods[i].name;
        }
        return "another method";
}

cw_status
cw_zip_locate(struct cw_file *file, const struct cw_zip *zip, const struct cw_zip_member *m, uint64_t *offset_ret,
              struct cw_error *err)
{
        uint8_t bytes[LOCAL_NBYTES];
        if ((m->flags & ENCRYPTED) != 0)
                return cw_fail(err, CW_E_UNSUPPORTED, "member '%.*s' is encrypted; extract it first",
                               (int)(m->name_nbytes < 100 ? m->name_nbytes : 100), m->name);
        if (m->method != CW_ZIP_STORED && m->method != CW_ZIP_DEFLATED)
                return cw_fail(err, CW_E_UNSUPPORTED,
                               "expected a member stored or deflated, found %s (method %u); save it with numpy.savez() "
                               "or savez_compressed()",
                               method_name(m->method), m->method);
        if (zip->directory_offset < LOCAL_NBYTES || m->header_offset > zip->directory_offset - LOCAL_NBYTES)
                return fail_directory(err, "a member lies outside of the file");
        CW_TRY(read_exactly(file, m->header_offset, bytes, sizeof(bytes), err));
        if (cw_load_le(bytes, 4) != LOCAL_MAGIC)
                return fail_directory(err, "a member is not where it is said to be");
        const uint64_t at = m->header_offset + LOCAL_NBYTES + cw_load_le(bytes + 26, 2) + cw_load_le(bytes + 28, 2);
        if (at > zip->directory_offset || m->packed_nbytes > zip->directory_offset - at)
                return fail_directory(err, "a member lies outside of the file");
        if (m->method == CW_ZIP_STORED && m->packed_nbytes != m->nbytes)
                return fail_directory(err, "a stored member has two sizes");
        *offset_ret = at;
        return CW_OK;
}
