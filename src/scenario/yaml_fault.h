/* What a text that is not YAML has wrong, shown where it begins rather than
 * where libyaml stumbled over it. */
#ifndef SCENARIO_YAML_FAULT_H
#define SCENARIO_YAML_FAULT_H

#include <yaml.h>

#include "scenario/yaml.h"

/* The state of the reading when libyaml gave up. All borrowed. */
struct yaml_fault {
    const yaml_parser_t *parser;
    struct bytes source;           /* without a byte order mark */
    uint32_t marks;                /* byte order marks before it: 1 or 0 */
    struct yaml_node *const *open; /* the collections not yet closed */
    size_t depth;                  /* their number */
    bool quoted; /* the last text read, key or value, was in quotes */
    yaml_mark_t quote_begin, quote_end; /* it, if so */
};

/* Notes the one error. Ends the process if libyaml is out of memory. */
void yaml_fault_report(const struct yaml_fault *fault,
                       struct scenario_errors *errors);

#endif
