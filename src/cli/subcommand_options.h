/* The options of each subcommand, as its page of `help` has them. */
#ifndef CLI_SUBCOMMAND_OPTIONS_H
#define CLI_SUBCOMMAND_OPTIONS_H

#include "cli/subcommand.h"

/* Up to one without a word. */
extern const struct subcommand_word subcommand_options_all[];
extern const struct subcommand_word subcommand_options_check[];
extern const struct subcommand_word subcommand_options_study[];
extern const struct subcommand_word subcommand_options_sweep[];
extern const struct subcommand_word subcommand_options_merge[];
extern const struct subcommand_word subcommand_options_plot[];
extern const struct subcommand_word subcommand_options_run[];
extern const struct subcommand_word subcommand_options_keygen[];
extern const struct subcommand_word subcommand_options_attack[];
extern const struct subcommand_word subcommand_options_show[];
extern const struct subcommand_word subcommand_options_who[];
extern const struct subcommand_word subcommand_options_verify[];
extern const struct subcommand_word subcommand_options_recover[];
extern const struct subcommand_word subcommand_options_risk[];
extern const struct subcommand_word subcommand_options_attribute[];
extern const struct subcommand_word subcommand_options_export[];
extern const struct subcommand_word subcommand_options_report[];
extern const struct subcommand_word subcommand_options_prove[];
extern const struct subcommand_word subcommand_options_compare[];
extern const struct subcommand_word subcommand_options_metadata[];
extern const struct subcommand_word subcommand_options_exposure[];

#endif
