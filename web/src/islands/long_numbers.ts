import { mount } from "../mount";

/** A long number in groups that the eye can compare with a card: «110101 19050307 005X · 18 位». Empty when short or masked. */
export function grouped(value: string): string {
  const text = value.replace(/\s/g, "").toUpperCase();
  if (text.length < 9 || /[^\dA-Z]/.test(text)) return "";
  const groups = /^\d{17}[\dX]$/.test(text)
    ? [text.slice(0, 6), text.slice(6, 14), text.slice(14)]
    : /^1\d{10}$/.test(text)
      ? [text.slice(0, 3), text.slice(3, 7), text.slice(7)]
      : (text.match(/.{1,4}/g) ?? []);
  return `${groups.join(" ")} · ${text.length} 位`;
}

/** Under numbers typed in a form; what is sent stays as typed. Fields of numbers ask for capitals or a telephone pad. */
mount<HTMLInputElement>('.field input:is([autocapitalize="characters"], [type="tel"])', (input) => {
  if (input.closest(".filter, .joined")) return;
  const echo = document.createElement("p");
  echo.className = "help";
  echo.setAttribute("aria-hidden", "true"); // a screen reader has just spoken each digit
  const show = () => {
    echo.textContent = grouped(input.value);
    echo.hidden = echo.textContent === "" || document.activeElement !== input;
  };
  for (const type of ["input", "focus", "blur"]) input.addEventListener(type, show);
  input.after(echo);
  show();
});
