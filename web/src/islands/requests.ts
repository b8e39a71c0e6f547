import { keepDraft } from "./drafts";
import { toast } from "./toast";

/** What htmx requests tell the user: waiting, an expired session, no network, a refusal, a fault. */

let pending = 0;
const waiting = (step: number) => document.body.classList.toggle("loading", (pending += step) > 0);

/** What a page asks for by itself and can do without ([data-quiet]): nobody is told when it does not come. */
const isQuiet = (event: Event) => (event as CustomEvent<{ elt: Element }>).detail.elt.matches("[data-quiet]");

document.addEventListener("htmx:beforeRequest", (event) => isQuiet(event) || waiting(1));
document.addEventListener("htmx:afterRequest", (event) => isQuiet(event) || waiting(-1));

const sentences: Record<number, string> = {
  403: "没有权限：您当前的身份不能做这件事，或安全校验已过期。请刷新页面后重试。",
  404: "找不到要操作的内容：它可能已被删除，或不在您的管理范围内。请刷新页面。",
  409: "没有保存：这条记录刚刚被别人改过。请刷新页面，核对后再操作。",
  413: "没有上传：文件超过了大小限制。请压缩或拆分后再试。",
  429: "操作太频繁，请稍候几分钟再试。",
};

document.addEventListener("htmx:responseError", (event) => {
  if (isQuiet(event)) return;
  const { xhr, elt } = (event as CustomEvent<{ xhr: XMLHttpRequest; elt: Element }>).detail;
  if (xhr.status === 401) return askToLogIn(elt);
  const said = xhr.getResponseHeader("Content-Type")?.startsWith("text/plain") ? xhr.responseText : "";
  toast(said || sentences[xhr.status] || "系统出了问题，这一次操作没有完成。填写的内容仍在页面上，请稍后再试。", "error");
});

document.addEventListener("htmx:sendError", (event) => isQuiet(event) || toast("网络连接中断，没有保存。填写的内容仍在页面上，请检查网络后再试。", "error"));

/** «Back» pressed twice: the page of the first, should it come last, must not stand over that of the second. */
let restoring: XMLHttpRequest | undefined;
document.addEventListener("htmx:historyCacheMiss", (event) => {
  restoring?.abort();
  restoring = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail.xhr;
});

/** An expired session: keep what was typed, log in, come back to the same page (PLT-131). */
function askToLogIn(element: Element): void {
  const form = element.closest("form");
  if (form) keepDraft(form);
  const dialog = document.getElementById("session-expired") as HTMLDialogElement | null;
  const link = dialog?.querySelector<HTMLAnchorElement>("[data-log-in-again]");
  if (!dialog || !link) return;
  const address = new URL(link.href);
  address.searchParams.set("next", location.pathname + location.search);
  link.href = address.href;
  if (!dialog.open) dialog.showModal();
}

/** A server says something with HX-Trigger: {"toast": {"message": "已保存", "tone": "success"}}. */
document.addEventListener("toast", (event) => {
  const { message, tone } = (event as CustomEvent<{ message: string; tone?: "success" }>).detail;
  toast(message, tone);
});
