/* The page begins here. The same program, started in a worker, verifies
 * journals. */

import { sayBroken } from "./shell";
import { boot } from "./stage";
import { isWorker, serve } from "./worker";

if (isWorker()) serve();
else boot([], null).catch(sayBroken);
