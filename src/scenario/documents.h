/* The section `documents` of a scenario. */
#ifndef SCENARIO_DOCUMENTS_H
#define SCENARIO_DOCUMENTS_H

#include "scenario/field.h"

extern const struct field_section documents_section;

/* Reads the section into the scenario and fills l->portions. */
void documents_read(struct load *l, const struct yaml_node *node,
                    const struct field *field, void *out);

#endif
