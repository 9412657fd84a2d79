// Passkeys: a form with data-passkey fetches what the device is to be asked, has
// the browser ask it, and sends what came of it as an ordinary form. Where the
// browser knows no passkeys such a form stays hidden. On the sign-in page the
// browser also offers passkeys in the field for the address (autofill).
const fresh = 4 * 60 * 1000; // what is asked counts for five minutes
let waiting; // the request behind autofill, if one is open

export function startPasskeys() {
  const forms = [...document.querySelectorAll("form[data-passkey]")];
  if (forms.length === 0) return;
  if (!window.PublicKeyCredential) {
    for (const line of document.querySelectorAll("[data-passkey-unable]")) line.hidden = false;
    return;
  }
  for (const form of forms) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run(form);
    });
  }
  const field = document.querySelector("input[autocomplete~=webauthn]");
  if (field) offer(forms[0]);
}

async function run(form) {
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  say(form, "");
  waiting?.abort();
  try {
    const asked = await ask(form);
    if (asked) finish(form, await talk(form, asked));
  } catch (problem) {
    say(form, words(form, problem));
  }
  delete form.dataset.busy;
}

// offer lets the browser list passkeys where the address is typed, again and
// again while the page is open.
async function offer(form) {
  if (!await PublicKeyCredential.isConditionalMediationAvailable?.()) return;
  for (;;) {
    const asked = await ask(form).catch(() => null);
    if (!asked || form.dataset.busy) return;
    waiting = new AbortController();
    const again = setTimeout(() => waiting.abort("again"), fresh);
    try {
      const found = await navigator.credentials.get({publicKey: asked, mediation: "conditional", signal: waiting.signal});
      if (found) finish(form, found);
      return;
    } catch (problem) {
      if (problem !== "again") return;
    } finally {
      clearTimeout(again);
    }
  }
}

// ask fetches what the device is to be asked; null once it has said why not.
async function ask(form) {
  const answer = await fetch(form.dataset.options, {method: "POST", headers: {Accept: "application/json"}});
  if (answer.redirected) {
    location.reload(); // the session is over
    return null;
  }
  const body = await answer.json();
  if (!answer.ok) {
    say(form, body.say);
    return null;
  }
  return decode(body.publicKey);
}

function talk(form, publicKey) {
  return form.dataset.passkey === "create" ? navigator.credentials.create({publicKey}) : navigator.credentials.get({publicKey});
}

function finish(form, credential) {
  form.querySelector("[data-answer]").value = JSON.stringify(encode(credential));
  form.submit();
}

function words(form, problem) {
  if (problem.name === "InvalidStateError") return form.dataset.have;
  return problem.name === "NotAllowedError" || problem.name === "AbortError" ? form.dataset.stopped : form.dataset.failed;
}

function say(form, text) {
  const line = form.querySelector("[data-say]");
  line.textContent = text ?? form.dataset.failed;
  line.hidden = text === "";
}

// decode makes bytes of what JSON carries as base64url.
function decode(asked) {
  const out = {...asked, challenge: bytes(asked.challenge)};
  if (asked.user) out.user = {...asked.user, id: bytes(asked.user.id)};
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (asked[list]) out[list] = asked[list].map((one) => ({...one, id: bytes(one.id)}));
  }
  return out;
}

// encode makes JSON of what the device answered.
function encode(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  const transports = credential.response.getTransports?.();
  if (transports) response.transports = transports;
  return {id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {}};
}

function bytes(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  return btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
