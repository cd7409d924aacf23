/* X3DH from outside: SK as a side works it out whose secrets are held, and the
 * results of DH on the way, noted as secrets of the frame. */
#ifndef OPENER_OPENER_X3DH_H
#define OPENER_OPENER_X3DH_H

#include "crypto/x3dh.h"
#include "opener/opener.h"

/* Keeps the prekey bundle that a plain frame may hold, for the session that
 * begins with it. */
void opener_x3dh_note(struct opener *o, const struct opener_layers *l);

/* As the responder of the frame with these keys; one_time is NULL where the
 * initial message names none. Errors are those of x3dh_respond; ERR_MISSING
 * where the initiator's key is none that is known. */
MUST_CHECK enum err opener_x3dh_respond(
    struct opener *o, const struct opener_layers *l, const struct identity *own,
    const struct x3dh_prekey *signed_prekey, const struct x3dh_prekey *one_time,
    const struct x3dh_initial *initial, struct x3dh_agreement *agreement);

/* The same with the party's generator, which draws the prekeys again. */
MUST_CHECK enum err opener_x3dh_redraw(struct opener *o,
                                       const struct opener_layers *l,
                                       const struct x3dh_initial *initial,
                                       struct x3dh_prekey *signed_prekey,
                                       struct x3dh_agreement *agreement);

/* As the initiator, who drew EK_A and had the bundle; `first` is its signed
 * prekey, at which the ratchet begins. ERR_MISSING without the bundle. */
MUST_CHECK enum err opener_x3dh_initiate(struct opener *o,
                                         const struct opener_layers *l,
                                         bool bare,
                                         uint8_t first[X3DH_KEY_SIZE],
                                         struct x3dh_agreement *agreement);

#endif
