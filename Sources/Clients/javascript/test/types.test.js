import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import * as isolates from "isolates";

const folder = dirname(fileURLToPath(import.meta.url));
const hasTypeScript = spawnSync("tsc", ["--version"]).status === 0;

describe("the types", { skip: hasTypeScript ? false : "tsc is not installed" }, () => {
  it("hold for a program that uses them", () => {
    const { status, stdout } = spawnSync("tsc", ["--project", folder], { encoding: "utf8" });
    assert.equal(status, 0, stdout);
  });
});

describe("the package", () => {
  it("exports what its types declare", async () => {
    const { readFile } = await import("node:fs/promises");
    const text = await readFile(join(folder, "../types/index.d.ts"), "utf8");
    const declared = Array.from(text.matchAll(/^export (?:class|function) (\w+)/gm), ([, name]) => name);
    assert.deepEqual(Object.keys(isolates).sort(), declared.sort());
  });
});
