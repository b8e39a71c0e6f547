// Copies the Tabler icons that the product uses into templates/icons/, as bare drawing elements for <c-icon>.
// Run `npm run icons` after adding a name below.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

const names = `
  alert-circle alert-triangle arrow-back-up arrow-left arrow-right ban bell building-hospital calendar calendar-time
  chart-bar check checklist chevron-down chevron-left chevron-right chevron-up circle-check clipboard-list clock
  columns-3 copy devices door-exit dots download edit external-link eye eye-off file-spreadsheet file-text files
  filter help history home id info-circle key layout-sidebar-left-collapse link list lock logout mail
  map-pin menu-2 message message-report palette paperclip phone photo plus printer refresh report school search send
  settings shield-check sitemap sort-ascending sort-descending stethoscope switch-horizontal table-export
  table-import tag trash upload user user-circle user-off user-plus users world x
`.trim().split(/\s+/);

const target = new URL("templates/icons/", import.meta.url);
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
for (const name of names) {
  const source = new URL(`../node_modules/@tabler/icons/icons/outline/${name}.svg`, import.meta.url);
  const drawing = readFileSync(source, "utf8").match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1];
  writeFileSync(new URL(`${name}.svg`, target), drawing.replace(/\s*\n\s*/g, "").trim());
}
console.log(`${names.length} icons`);
