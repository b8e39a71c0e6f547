import { mount } from "../mount";

/** Buttons that wait before they may be pressed again («获取验证码»), and moments that come nearer. */

function wait(button: HTMLButtonElement, seconds: number): void {
  const words = button.textContent ?? "";
  const until = Date.now() + seconds * 1000;
  button.disabled = true;
  const show = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    if (left > 0) button.textContent = `重新获取（${left} 秒）`;
    else {
      clearInterval(timer);
      button.textContent = words;
      button.disabled = false;
    }
  };
  const timer = setInterval(show, 500);
  show();
}

/** data-countdown: seconds to wait after each success; data-remaining: still to wait when the page opens. */
mount<HTMLButtonElement>("[data-countdown]", (button) => {
  const remaining = Number(button.dataset.remaining ?? 0);
  if (remaining > 0) wait(button, remaining);
  button.addEventListener("htmx:afterRequest", (event) => {
    if ((event as CustomEvent<{ successful: boolean }>).detail.successful) wait(button, Number(button.dataset.countdown));
  });
});

/** «6 天», and in the last day «05:12:33». */
export function timeLeft(milliseconds: number): string {
  if (milliseconds <= 0) return "0 天（已截止）";
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds >= 86400) return `${Math.ceil(seconds / 86400)} 天`;
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) => String(Math.floor(part)).padStart(2, "0")).join(":");
}

mount<HTMLElement>("[data-deadline]", (element) => {
  const end = Date.parse(element.dataset.deadline ?? "");
  const show = () => {
    if (!element.isConnected) clearInterval(timer);
    element.textContent = timeLeft(end - Date.now());
  };
  const timer = setInterval(show, 1000);
  show();
});
