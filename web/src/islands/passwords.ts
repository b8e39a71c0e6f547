import { mount } from "../mount";

/** «显示» beside a password shows what was typed; it hides again when the form is sent. */
mount<HTMLButtonElement>("[data-show-password]", (button) => {
  const input = document.getElementById(button.dataset.showPassword ?? "");
  if (!(input instanceof HTMLInputElement)) return;
  const show = (isShown: boolean) => {
    input.type = isShown ? "text" : "password";
    button.textContent = isShown ? "隐藏" : "显示";
    button.setAttribute("aria-pressed", String(isShown));
  };
  button.hidden = false;
  button.setAttribute("aria-controls", input.id);
  button.addEventListener("click", () => show(input.type === "password"));
  input.form?.addEventListener("submit", () => show(false));
});
