/* SPDX-License-Identifier: MIT */
/*
 * What is in a zip file: its members, and where the bytes of each lie.  Reads no member.
 */
#ifndef CW_FORMATS_NUMPY_ZIP_DIRECTORY_H
#define CW_FORMATS_NUMPY_ZIP_DIRECTORY_H

#include "input/file.h"

enum { CW_ZIP_STORED = 0, CW_ZIP_DEFLATED = 8 };

struct cw_zip_member {
        const char *name; /**< name_nbytes of them, not terminated */
        size_t name_nbytes;
        uint16_t method, flags;
        uint32_t crc;                                  /**< of its content */
        uint64_t packed_nbytes, nbytes, header_offset; /**< as the directory says */
};

struct cw_zip {
        struct cw_zip_member *members;
        size_t n, cap;
        uint8_t *directory; /**< names point into it; owned */
        uint64_t directory_offset;
};

/** Whether bytes begin as a zip file with members, or with none, does. */
bool cw_zip_is_magic(const uint8_t *bytes, size_t n);

/** Reads the directory of a regular file; one of more than `max_memory` bytes is CW_E_LIMIT.  Free with cw_zip_free(),
 *  also after a failure.  CW_E_TRUNCATED (no directory), CW_E_CORRUPT, CW_E_UNSUPPORTED (several volumes). */
CW_MUST_USE cw_status cw_zip_read(struct cw_file *file, uint64_t max_memory, struct cw_zip *zip_ret,
                                  struct cw_error *err);
void cw_zip_free(struct cw_zip *zip);

/** Where the bytes of a member begin; all packed_nbytes of them lie before the directory.  CW_E_UNSUPPORTED with the name
 *  of a method other than the two above, and for encryption; CW_E_CORRUPT. */
CW_MUST_USE cw_status cw_zip_locate(struct cw_file *file, const struct cw_zip *zip, const struct cw_zip_member *member,
                                    uint64_t *offset_ret, struct cw_error *err);

#endif
