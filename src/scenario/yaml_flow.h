/* YAML written out in its flow style: a value on one line, so that it can
 * stand anywhere in a file. */
#ifndef SCENARIO_YAML_FLOW_H
#define SCENARIO_YAML_FLOW_H

#include "scenario/yaml.h"

/* The value, without the key it may have, as a text within the arena. */
const char *yaml_flow(struct arena *arena, const struct yaml_node *root);

#endif
