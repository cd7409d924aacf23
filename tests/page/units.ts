/* All checks of modules, in one program: units.js DEMARCHE SOURCES. */

import { report } from "./check";
import { checkSpare, checkTime } from "./time_check";
import { checkVerify } from "./verify_check";

async function checks(): Promise<void> {
    checkTime();
    checkSpare();
    await checkVerify();
    report();
}

checks();
