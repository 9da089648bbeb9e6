// What the tests run: the built screen, the command and Chromium. Each is there, or its absence says what to type.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The built screen. */
export const dist = fileURLToPath(new URL("../dist/", import.meta.url));
assert(existsSync(`${dist}index.html`), "the screen is not built: type `npm run build` in js/admin");

/** The command. */
export const bin = process.env.TIERGATE_BIN;
assert(bin && existsSync(bin), "set TIERGATE_BIN to the path of the `tiergate` command, which `cargo build` leaves in target/debug");

/** The browser. */
export const chromium = process.env.TIERGATE_CHROMIUM ?? "/usr/bin/chromium";
assert(existsSync(chromium), "set TIERGATE_CHROMIUM to the path of Chromium, or type `sudo apt-get install chromium`");

/** Where the pictures are kept. */
export const pictures = fileURLToPath(new URL("../../../tests/screens/admin/", import.meta.url));
