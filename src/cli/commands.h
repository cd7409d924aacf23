/* The subcommands of the program, and what it ends with. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

/* What the program tells its caller. */
enum command_exit {
    COMMAND_OK = 0,
    COMMAND_ERROR = 1,        /* it could not be done, or does not hold */
    COMMAND_BROKEN = 2,       /* an expectation is not met */
    COMMAND_UNDETERMINED = 3, /* the run was cut short */
    COMMAND_USAGE = 64        /* the command line makes no sense */
};

/* Each takes its own name as argv[0] and gives back an enum command_exit. */
int check_main(int argc, char **argv);
int run_main(int argc, char **argv);
int attack_main(int argc, char **argv);
int compare_main(int argc, char **argv);
int show_main(int argc, char **argv);
int who_main(int argc, char **argv);
int verify_main(int argc, char **argv);
int recover_main(int argc, char **argv);
int risk_main(int argc, char **argv);
int attribute_main(int argc, char **argv);
int export_main(int argc, char **argv);
int stats_main(int argc, char **argv);
int prove_main(int argc, char **argv);
int exposure_main(int argc, char **argv);
int why_main(int argc, char **argv);
int why_not_main(int argc, char **argv);
int diff_main(int argc, char **argv);
int metadata_main(int argc, char **argv);

#endif
