/* Keeps a form that could not be sent, sends it later, once, and forgets it at sign-out. Without it forms simply post.
   What a form sends has an id of its own, so that sending it twice stores it once.
   `data-keep` is such a form; one with `data-hold` leaves nothing in the browser: while there is no connection it is
   not sent, and stays on the page as it was filled in. */
"use strict";
(() => {
  const NAME = "ariadna-unsent", FORMS = "forms", WAIT = 15000, AGAIN = 20000;
  const THERE = new URL("ariadna.svg", document.currentScript.src);
  const box = document.getElementById("unsent");
  const leaving = document.querySelector("form.who");

  function opened() {
    return new Promise((done, failed) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(FORMS, { keyPath: "id" });
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
  }

  async function within(mode, work) {
    const database = await opened();
    try {
      return await new Promise((done, failed) => {
        const turn = database.transaction(FORMS, mode);
        const asked = work(turn.objectStore(FORMS));
        turn.oncomplete = () => done(asked.result);
        turn.onabort = () => failed(turn.error);
      });
    } finally {
      database.close();
    }
  }

  const keep = (one) => within("readwrite", (forms) => forms.put(one));
  const forget = (id) => within("readwrite", (forms) => forms.delete(id));
  const kept = async () => (await within("readonly", (forms) => forms.getAll())).filter((one) => one.owner === box.dataset.owner);
  const forgetAll = () => new Promise((done) => {
    const asked = indexedDB.deleteDatabase(NAME);
    asked.onsuccess = asked.onerror = asked.onblocked = () => done();
  });

  function say(what, count) {
    for (const each of box.querySelectorAll("[data-say]")) each.hidden = each.dataset.say !== what;
    box.querySelector("[data-count]").textContent = count > 1 ? `(${count})` : "";
    box.hidden = !what;
    if (what) box.scrollIntoView({ block: "nearest" });
  }

  /* The civil day; what is sent later was said on the day on which it was entered. */
  const today = () => new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Madrid" }).format(new Date());

  function fieldsOf(one) {
    const given = new Map(one.fields);
    if (one.day && one.day !== today() && !given.get("occurred_on")) given.set("occurred_on", one.day);
    given.set("form", box.dataset.form);
    return [...given];
  }

  /* The address to go to where it was taken; else why it was not. */
  async function send(one) {
    const body = new URLSearchParams(fieldsOf(one));
    let answer;
    try {
      answer = await fetch(one.action, { method: "POST", body, signal: AbortSignal.timeout(WAIT) });
    } catch {
      return { state: "waiting" };
    }
    if (answer.status >= 500 || answer.status === 429) return { state: "waiting" };
    if (answer.status === 401 || answer.status === 403) return { state: "signed_out" };
    if (!answer.ok && !answer.redirected) return { state: "refused" };
    await forget(one.id);
    return { state: "sent", address: answer.url };
  }

  /* As the browser itself sends a form: the page that answers is shown, with what was typed. */
  async function showRefusal(one) {
    await forget(one.id);
    const form = document.createElement("form");
    form.method = "post";
    form.action = one.action;
    for (const [name, value] of fieldsOf(one)) {
      const field = document.createElement("input");
      [field.type, field.name, field.value] = ["hidden", name, value];
      form.append(field);
    }
    document.body.append(form);
    form.submit();
  }

  let sending = false;
  async function sendAll() {
    if (sending) return;
    sending = true;
    try {
      const waiting = await kept();
      let sent = 0;
      for (const one of waiting) {
        const { state } = await send(one);
        sent += state === "sent";
        if (state === "refused") {
          say("refused");
          box.querySelector("[data-look]").onclick = () => showRefusal(one);
          return;
        }
        if (state !== "sent") return say(state, waiting.length - sent);
      }
      if (sent) say("sent");
    } finally {
      sending = false;
    }
  }

  let posting = false;
  async function submitted(event) {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    if ("hold" in form.dataset) return await held(event, form);
    if (!("keep" in form.dataset)) return;
    event.preventDefault();
    if (posting) return;
    posting = true;
    const fields = [...new FormData(form, event.submitter)].map(([name, value]) => [name, String(value)]);
    const id = (fields.find(([name]) => name === "event_id") || [])[1] || form.dataset.id || (form.dataset.id = crypto.randomUUID());
    const one = { id, owner: box.dataset.owner, action: form.getAttribute("action"), day: today(), fields };
    try {
      await keep(one);
      const { state, address } = await send(one);
      if (state === "sent") return location.assign(address);
      if (state === "refused") return await showRefusal(one);
      say(state, (await kept()).length);
    } catch {
      form.submit(); /* a browser that keeps nothing */
    } finally {
      posting = false;
    }
  }

  /* The answer to such a form is a page, or its content is not to lie in a browser: it goes once the server is there. */
  const going = new WeakSet();
  async function held(event, form) {
    if (going.delete(form)) return;
    event.preventDefault();
    const there = await fetch(THERE, { cache: "no-store", signal: AbortSignal.timeout(WAIT) }).then((answer) => answer.ok, () => false);
    if (!there) return say("held");
    say("");
    going.add(form);
    form.requestSubmit(event.submitter);
  }

  async function signedOut(event) {
    event.preventDefault();
    const words = box && box.querySelector('[data-say="leaving"]').textContent;
    const lost = box ? (await kept().catch(() => [])).length : 0;
    if (lost && !window.confirm(words)) return;
    await forgetAll();
    leaving.submit();
  }

  if (!window.indexedDB) return;
  if (leaving) leaving.addEventListener("submit", signedOut);
  if (!box) return;
  document.addEventListener("submit", submitted);
  window.addEventListener("online", sendAll);
  window.setInterval(sendAll, AGAIN);
  sendAll();
})();
