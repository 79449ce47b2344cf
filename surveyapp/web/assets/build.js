// Builds the two bundles of the product into ../static: `respond` for those who answer, `staff` for those who work with
// the answers. Names carry a hash of their content; manifest.json tells the application which name stands for what.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { compile } from "sass";
import { cutFonts } from "./fonts.js";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../../..");
const modules = join(root, "node_modules");
const output = join(here, "../static");
const work = join(modules, ".cache", "surveyapp");

const sass = {
  name: "sass",
  setup(bundle) {
    bundle.onLoad({ filter: /\.scss$/ }, (file) => ({
      contents: compile(file.path, {
        loadPaths: [join(modules, "bootstrap", "scss")],
        // Bootstrap 5.3 is written for the Sass of its time; what is new in Sass warns about every file of it.
        quietDeps: true,
        silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
      }).css,
      loader: "css",
      resolveDir: work,
    }));
  },
};

rmSync(output, { recursive: true, force: true });
mkdirSync(join(work, "fonts"), { recursive: true });
await cutFonts(modules, join(work, "fonts"));

const common = {
  bundle: true,
  format: "esm",
  minify: true,
  target: ["es2020", "chrome100", "firefox100", "safari15"],
  entryNames: "[name]-[hash]",
  chunkNames: "chunks/[name]-[hash]",
  assetNames: "fonts/[name]-[hash]",
  loader: { ".woff2": "file" },
  legalComments: "none",
  outdir: output,
  metafile: true,
  plugins: [sass],
};
const results = await Promise.all([
  // One style sheet and one script: a first visit asks for nothing more.
  build({ ...common, entryPoints: { respond: join(here, "scss/respond.scss"), "respond-script": join(here, "js/respond/main.js") } }),
  // The charts are a part of their own, fetched by pages that have some.
  build({ ...common, splitting: true, entryPoints: { staff: join(here, "scss/staff.scss"), "staff-script": join(here, "js/staff/main.js") } }),
]);

const names = { respond: "respond.css", staff: "staff.css", "respond-script": "respond.js", "staff-script": "staff.js" };
const manifest = {};
for (const [path, file] of results.flatMap((result) => Object.entries(result.metafile.outputs))) {
  const built = relative(output, join(process.cwd(), path));
  if (file.entryPoint && names[stem(built)]) manifest[names[stem(built)]] = built;
  else if (built.startsWith("fonts/")) manifest[`${stem(built)}.woff2`] = built;
}

// The icon is small enough to be kept as it is.
const icon = readFileSync(join(here, "icon.svg"), "utf8");
writeFileSync(join(output, "icon.svg"), icon);
manifest["icon.svg"] = "icon.svg";

const expected = [...Object.values(names), "icon.svg", "source-sans-latin.woff2"];
const missing = expected.filter((name) => !manifest[name]);
if (missing.length) throw new Error(`Not built: ${missing.join(", ")}`);
writeFileSync(join(output, "manifest.json"), JSON.stringify(manifest, Object.keys(manifest).sort(), 1));

function stem(path) {
  return basename(path).replace(/-[A-Z0-9]{8}\.\w+$/, "");
}
