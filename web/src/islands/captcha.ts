import { mount } from "../mount";
import type { Challenge, Solution } from "../proof/solve";

/** «换一换» fetches another picture. */
mount<HTMLButtonElement>("[data-captcha-refresh]", (button) => {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const response = await fetch(button.dataset.captchaRefresh ?? "", { headers: { "X-Requested-With": "XMLHttpRequest" } });
    const { key, image_url } = (await response.json()) as { key: string; image_url: string };
    const group = button.parentElement;
    group?.querySelector("img")?.setAttribute("src", image_url);
    const hidden = group?.querySelector<HTMLInputElement>("input[type=hidden]");
    if (hidden) hidden.value = key;
    const answer = group?.querySelector<HTMLInputElement>("input:not([type=hidden])");
    if (answer) answer.value = "";
    answer?.focus();
  });
});

/** The alternative to the picture: the browser does a small piece of work, off the main thread, and says so. */
mount<HTMLElement>("[data-proof]", (place) => {
  const start = place.querySelector<HTMLButtonElement>("[data-proof-start]");
  const words = place.querySelector<HTMLElement>("[data-proof-words]");
  const answer = place.querySelector<HTMLInputElement>("input[name=altcha]");
  if (!start || !words || !answer) return;
  place.hidden = false;
  start.addEventListener("click", async () => {
    start.disabled = true;
    words.textContent = "正在验证，请稍候几秒…";
    try {
      const challenge = (await (await fetch(place.dataset.proof ?? "")).json()) as Challenge;
      const solution = await solveElsewhere(challenge);
      answer.value = btoa(JSON.stringify({ challenge, solution }));
      place.closest("[data-captcha]")?.querySelectorAll<HTMLInputElement>(".field input").forEach((input) => (input.required = false));
      place.closest("[data-captcha]")?.querySelector(".field")?.setAttribute("hidden", "");
      start.hidden = true;
      words.textContent = "✓ 验证完成，无需填写图形验证码。";
    } catch {
      start.disabled = false;
      words.textContent = "验证没有完成，请检查网络后重试，或填写图形验证码。";
    }
  });
});

function solveElsewhere(challenge: Challenge): Promise<Solution> {
  const worker = new Worker(new URL("../proof/worker.ts", import.meta.url), { type: "module" });
  return new Promise<Solution>((resolve, reject) => {
    worker.onmessage = (event: MessageEvent<Solution>) => resolve(event.data);
    worker.onerror = reject;
    worker.postMessage(challenge);
  }).finally(() => worker.terminate());
}
