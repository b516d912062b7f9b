/* SPDX-License-Identifier: MIT */
/*
 * A record's labels into the tally.  Faults of structure keep their own verdict (damaged, cut off); labels that are none
 * or are not there make a bad row.
 */
#include "formats/text/json_record.h"

#include <string.h>

cw_status
cw_json_record_fault(const struct cw_json_record *r, const struct cw_json_cursor *c, bool may_skip,
                     struct cw_error *err)
{
        char found[24];
        const size_t byte = (size_t)(c->at - r->begin) + 1;
        if (c->status == CW_E_DATA)
                return cw_tally_bad_row(r->tally, err, "%s under \"%s\"; choose another --column or --bad-rows skip",
                                        c->expected, r->column->shown);
        cw_json_found(c, found);
        if (may_skip && r->tally->skip_bad_rows)
                return cw_tally_bad_row(r->tally, err, "%s at byte %zu of the %s, found %s", c->expected, byte, r->unit,
                                        found);
        const cw_status status = cw_fail(err, c->status, "%s at byte %zu of the %s, found %s; the file is %s%s",
                                         c->expected, byte, r->unit, found,
                                         c->status == CW_E_TRUNCATED ? "cut off"
                                         : c->status == CW_E_LIMIT   ? "no data of this kind"
                                                                     : "damaged",
                                         may_skip ? " (--bad-rows skip leaves such rows out)" : "");
        if (err != NULL)
                err->row = r->tally->at.row + 1;
        return status;
}

bool
cw_json_record_find(const struct cw_json_record *r, struct cw_json_cursor *c, struct cw_json_span *value_ret)
{
        static const struct cw_json_path nowhere = {.text = ""};
        const bool known = r->column->name != NULL;
        struct cw_json_scratch *const s = r->scratch;
        cw_json_scratch_record(s, r->tally);
        if (s->scan->find(c, known ? &r->column->path : &nowhere, &s->habits, value_ret) && known)
                return true;
        cw_json_scratch_undo(s);
        return c->status == CW_OK;
}

cw_status
cw_json_record_count(const struct cw_json_record *r, struct cw_json_span value, struct cw_error *err)
{
        if (r->column->name == NULL)
                return cw_tally_bad_row(r->tally, err,
                                        "expected labels, found no key with some in the first records; name it with "
                                        "--column");
        if (value.begin == NULL)
                return cw_tally_bad_row(r->tally, err,
                                        "expected the key \"%s\", found a record without it; choose another --column "
                                        "or --bad-rows skip",
                                        r->column->shown);
        struct cw_json_cursor c = {.at = value.begin, .end = value.end};
        if (cw_json_labels(&c, r->scratch, r->tally))
                return CW_OK;
        return cw_json_record_fault(r, &c, true, err);
}

bool
cw_json_is_other_value(char byte)
{
        return byte != '\0' && strchr("[\"-0123456789tfnNI", byte) != NULL;
}

cw_status
cw_json_record_none(const struct cw_json_record *r, char first_byte, struct cw_error *err)
{
        const char *kind = "a number";
        switch (first_byte) {
        case '[':
                kind = "a list";
                break;
        case '"':
                kind = "a string";
                break;
        case 't':
        case 'f':
        case 'n':
                kind = "true, false or null";
                break;
        default:
                break;
        }
        return cw_tally_bad_row(r->tally, err,
                                "expected a record (an object with the labels under a key), found %s instead", kind);
}
