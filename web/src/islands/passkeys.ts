import { mount } from "../mount";

type Options = {
  why?: string;
  challenge: string;
  user?: { id: string };
  excludeCredentials?: { id: string }[];
  allowCredentials?: { id: string }[];
};

/** A form that a passkey fills: the button asks the server for a challenge, the browser's answer goes with the form. */
mount<HTMLFormElement>("form[data-passkey]", (form) => {
  const button = form.querySelector<HTMLButtonElement>("[data-passkey-start]");
  const words = form.querySelector<HTMLElement>("[data-passkey-words]");
  const answer = form.querySelector<HTMLInputElement>("input[name=passkey]");
  if (!button || !words || !answer) return;
  if (!window.PublicKeyCredential) {
    words.textContent = "这个浏览器不支持通行密钥，请换用较新的浏览器，或使用动态口令。";
    return;
  }
  button.hidden = false;
  words.textContent = "";
  button.addEventListener("click", async () => {
    const isNew = form.dataset.passkey === "create";
    if (isNew && !form.reportValidity()) return;
    button.disabled = true;
    words.textContent = "请按浏览器的提示操作…";
    try {
      const credential = await ask(await optionsFrom(form), isNew);
      answer.value = JSON.stringify(plain(credential));
      words.textContent = "正在验证…";
      form.requestSubmit();
    } catch (error) {
      button.disabled = false;
      words.textContent = error instanceof Refused ? error.message : "没有完成：操作被取消、超时，或这台设备上没有可用的通行密钥。请重试。";
    }
  });
});

class Refused extends Error {}

async function optionsFrom(form: HTMLFormElement): Promise<Options> {
  const token = form.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
  const response = await fetch(form.dataset.options ?? "", { method: "POST", headers: { "X-CSRFToken": token } });
  const options = (await response.json()) as Options;
  if (!response.ok) throw new Refused(options.why ?? "暂时无法验证，请刷新页面后重试。");
  return options;
}

async function ask(options: Options, isNew: boolean): Promise<PublicKeyCredential> {
  const named = (list?: { id: string }[]) => list?.map((each) => ({ ...each, id: bytes(each.id) }));
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
    excludeCredentials: named(options.excludeCredentials),
    allowCredentials: named(options.allowCredentials),
  } as unknown;
  const credential = isNew
    ? await navigator.credentials.create({ publicKey: publicKey as PublicKeyCredentialCreationOptions })
    : await navigator.credentials.get({ publicKey: publicKey as PublicKeyCredentialRequestOptions });
  if (!(credential instanceof PublicKeyCredential)) throw new Error("no credential");
  return credential;
}

/** The credential as JSON, with bytes in base64url as the server reads them. */
function plain(credential: PublicKeyCredential): object {
  const { response } = credential;
  const parts =
    response instanceof AuthenticatorAttestationResponse
      ? { attestationObject: text(response.attestationObject) }
      : {
          authenticatorData: text((response as AuthenticatorAssertionResponse).authenticatorData),
          signature: text((response as AuthenticatorAssertionResponse).signature),
        };
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: { clientDataJSON: text(response.clientDataJSON), ...parts },
  };
}

function bytes(words: string): Uint8Array {
  const plainWords = atob(words.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plainWords, (character) => character.charCodeAt(0));
}

function text(buffer: ArrayBuffer): string {
  const characters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(characters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
