/* The traits of a frame that its bytes show, each as far as keys reach: sealed,
 * in a session, signed. */
#ifndef OPENER_TRAITS_H
#define OPENER_TRAITS_H

#include "opener/opener.h"

enum traits_answer { TRAITS_NO, TRAITS_YES, TRAITS_UNKNOWN };

struct traits {
    enum traits_answer sealed;    /* its copy lies in an envelope */
    enum traits_answer session;   /* it is a frame of a session */
    enum traits_answer is_signed; /* the sender or an earlier hand signed */
};

struct traits traits_of(const struct opener_layers *l);

#endif
