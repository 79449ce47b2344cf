// Cuts the one type family of the product, Source Sans 3 (SIL Open Font License), down to what its four languages need:
// three files by script, weights 400–700 on one axis, so that a reader of Latvian loads about 25 kB.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import subset from "subset-font";

const range = (from, to) => String.fromCodePoint(...Array.from({ length: to - from + 1 }, (_, i) => from + i));
const baltic = "āčēģīķļņšūžĀČĒĢĪĶĻŅŠŪŽąęėįųĄĘĖĮŲőŐŗŖōŌ";

/** Characters by file; each file is cut from the part of the family that holds them. */
const cuts = [
  { name: "source-sans-latin", part: "latin", text: range(0x20, 0x7e) + range(0xa0, 0xff) + "–—‘’‚“”„•…‹›€−\u2009\u202f" },
  { name: "source-sans-baltic", part: "latin-ext", text: baltic },
  { name: "source-sans-cyrillic", part: "cyrillic", text: range(0x410, 0x44f) + "Ёё№" },
];

/** Write the three files into `folder`, unless they are there and newer than this recipe. */
export async function cutFonts(modules, folder) {
  const files = join(modules, "@fontsource-variable/source-sans-3/files");
  const recipe = readFileSync(new URL(import.meta.url));
  const stamp = join(folder, "recipe.js");
  if (existsSync(stamp) && readFileSync(stamp).equals(recipe)) return;
  for (const { name, part, text } of cuts) {
    const whole = readFileSync(join(files, `source-sans-3-${part}-wght-normal.woff2`));
    const axes = { wght: { min: 400, max: 700 } };
    writeFileSync(join(folder, `${name}.woff2`), await subset(whole, text, { targetFormat: "woff2", variationAxes: axes }));
  }
  writeFileSync(stamp, recipe);
}
