import { mount } from "../mount";

/** Drop zones show what was chosen; a form sent by htmx shows how much of it has left the browser. */

const sizeOf = (bytes: number) => (bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

mount<HTMLElement>("[data-dropzone]", (zone) => {
  const input = zone.querySelector<HTMLInputElement>("input[type=file]");
  const words = zone.querySelector<HTMLElement>("[data-dropzone-name]");
  if (!input || !words) return;
  const title = words.textContent;
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])];
    zone.classList.toggle("chosen", files.length > 0);
    words.textContent = files.map((file) => `${file.name}（${sizeOf(file.size)}）`).join("、") || title;
    if (zone.hasAttribute("data-preview")) preview(zone, files[0]);
  });
  for (const type of ["dragover", "dragleave", "drop"])
    zone.addEventListener(type, () => zone.classList.toggle("over", type === "dragover"));
});

function preview(zone: HTMLElement, file: File | undefined): void {
  const old = zone.querySelector("img");
  if (old) URL.revokeObjectURL(old.src);
  old?.remove();
  if (!file?.type.startsWith("image/")) return;
  const image = new Image();
  image.alt = "所选图片的预览";
  image.src = URL.createObjectURL(file);
  zone.prepend(image);
}

document.addEventListener("htmx:xhr:progress", (event) => {
  const form = event.target as HTMLElement;
  const place = form.querySelector<HTMLElement>("[data-upload-progress]");
  const { lengthComputable, loaded, total } = (event as CustomEvent<ProgressEvent>).detail;
  if (!place || !lengthComputable || !form.querySelector("input[type=file]")) return;
  place.hidden = false;
  const percent = Math.round((loaded / total) * 100);
  place.querySelector("progress")?.setAttribute("value", String(percent));
  const words = place.querySelector("[data-upload-words]");
  if (words) words.textContent = percent < 100 ? `已上传 ${percent}%（${sizeOf(loaded)} / ${sizeOf(total)}）` : "上传完成，正在检查文件…";
});

document.addEventListener("htmx:afterRequest", (event) => {
  const place = (event.target as HTMLElement).querySelector?.<HTMLElement>("[data-upload-progress]");
  if (place) place.hidden = true;
});
