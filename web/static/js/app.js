// Everything here only makes quicker what works without it. Each module looks
// for its own marks on the page and does nothing if they are not there.
import { startThemes } from "./theme.js";
import { startMenus } from "./menu.js";
import { startDialogs } from "./dialog.js";
import { startForms } from "./form.js";
import { startJump } from "./jump.js";
import { startGrids } from "./grid.js";
import { startPolling } from "./poll.js";
import { startLive } from "./live.js";
import { startTabs } from "./tabs.js";
import { startStrength } from "./strength.js";
import { startPasskeys } from "./passkey.js";

startThemes();
startMenus();
startDialogs();
startForms();
startJump();
startGrids();
startPolling();
startLive();
startStrength();
startTabs();
startPasskeys();
