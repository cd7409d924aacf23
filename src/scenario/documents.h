/* The sections `documents` and `protection` of a scenario. */
#ifndef SCENARIO_DOCUMENTS_H
#define SCENARIO_DOCUMENTS_H

#include "scenario/fields.h"

extern const struct section documents_section, documents_marking,
    documents_protection;
extern const struct words documents_forms, documents_classifications,
    documents_sign, documents_seal, documents_receipt, documents_mark,
    documents_session, documents_order, documents_padding;

/* Reads the sections into the scenario; the first fills l->portions. */
void documents_read(struct load *l, const struct yaml_node *node,
                    const struct field *field, void *out);
void documents_read_protection(struct load *l, const struct yaml_node *node,
                               const struct field *field, void *out);

#endif
