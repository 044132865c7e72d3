/* The chat page's one script: hands clicks on our blocks to the page's hidden box, keeps the view where it should be. */
(() => {
  "use strict";
  const english = location.pathname.startsWith("/en");
  document.documentElement.lang = english ? "en" : "zh-CN";
  if (new URLSearchParams(location.search).get("embed") === "1") document.documentElement.classList.add("embedded");
  const words = english
    ? { sure: "All conversations, company values and ratings of this browser will be deleted for good. Delete them?", why: "What was wrong? (optional)", send: "Send" }
    : { sure: "将删除本浏览器的全部对话、企业数据和评价,且不能恢复。确定删除吗?", why: "哪里不对?(可不填)", send: "提交" };

  const box = (id) => document.querySelector(`#${id} textarea, #${id} input`);
  function fill(id, text) {
    const target = box(id);
    const kind = target instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(target, text);
    target.dispatchEvent(new Event("input", { bubbles: true }));
  }
  function act(message) {
    fill("bridge", JSON.stringify({ ...message, at: Date.now() }));
    setTimeout(() => (document.querySelector("button#go") || document.querySelector("#go button")).click(), 0);
  }
  function valuesOf(form) {
    const found = {};
    for (const control of form.querySelectorAll("input, select")) if (control.value.trim()) found[control.name] = control.value.trim();
    return found;
  }
  const turnOf = (button) => Number(button.id.split("-").pop());

  function onClick(event) {
    const button = event.target.closest("button, summary");
    if (!button) return;
    const is = (name) => button.classList.contains(name);
    if (is("suggest")) act({ do: "ask", text: button.textContent });
    else if (is("open-thread")) act({ do: "open", thread: button.id.slice(5) });
    else if (is("forget")) { if (confirm(words.sure)) act({ do: "forget" }); }
    else if (is("clear")) { event.preventDefault(); act({ do: "set", values: { [button.id.slice(6)]: null } }); }
    else if (is("rate-helpful")) act({ do: "rate", turn: turnOf(button), verdict: "up" });
    else if (is("rate-wrong")) askWhy(button);
    else if (is("why-send")) { event.preventDefault(); sendWhy(button); }
    else if (is("apply")) { event.preventDefault(); apply(button.closest("form")); }
    else if (button.id === "new") { act({ do: "new" }); box("box").focus(); }
    else if (button.matches(".chip > summary")) light(button.parentElement);
  }
  function apply(form) {
    const values = valuesOf(form);
    if (Object.keys(values).length) act({ do: form.classList.contains("ask-form") ? "answer" : "set", values });
  }
  function askWhy(button) {
    const place = button.closest(".rate");
    place.classList.add("why");
    place.id = `why-${turnOf(button)}`;
    place.replaceChildren();
    const label = Object.assign(document.createElement("label"), { textContent: words.why, htmlFor: `${place.id}-text` });
    const input = Object.assign(document.createElement("input"), { type: "text", id: `${place.id}-text`, maxLength: 1000 });
    const send = Object.assign(document.createElement("button"), { textContent: words.send, className: "why-send" });
    place.append(label, input, send);
    input.focus();
  }
  function sendWhy(button) {
    const place = button.closest(".why");
    act({ do: "rate", turn: turnOf(place), verdict: "down", reason: place.querySelector("input").value });
  }
  function light(chip) {
    if (chip.open || innerWidth <= 900) return;
    const id = chip.querySelector("code");
    const target = id && document.getElementById("clause-" + id.textContent.replace(/[^A-Za-z0-9-]/g, "-"));
    if (!target) return;
    document.querySelectorAll(".clause.lit").forEach((one) => one.classList.remove("lit"));
    target.classList.add("lit");
    target.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("click", onClick);
  document.addEventListener("change", (event) => {
    const form = event.target.closest(".known-form");
    if (form) act({ do: "set", values: { [event.target.name]: event.target.value.trim() || null } });
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest(".known-form, .ask-form, .add-form");
    if (!form) return;
    event.preventDefault();
    if (!form.classList.contains("known-form")) apply(form);
  });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing && event.key === "Enter") event.stopPropagation(); // Enter that picks a word of an input method sends nothing
    const why = event.key === "Enter" && event.target.closest(".why");
    if (why) sendWhy(why);
    if (event.key === "Enter" && event.target.closest(".known-form")) { event.preventDefault(); event.target.blur(); }
  }, true);

  // A new answer is read from its first line: scroll to the question, not to the end.
  let seen = 0;
  const watch = new MutationObserver(() => {
    const answers = document.querySelectorAll("#chat .answer");
    if (answers.length === seen) return;
    const grew = answers.length === seen + 1 && seen > 0 || (seen === 0 && answers.length > 0);
    seen = answers.length;
    if (!grew) return;
    const last = answers[answers.length - 1];
    requestAnimationFrame(() => setTimeout(() => {
      const asked = [...document.querySelectorAll("#chat .asked")].pop() || last;
      const pane = last.closest(".bubble-wrap");
      if (pane && getComputedStyle(pane).overflowY !== "visible") pane.scrollTo({ top: pane.scrollTop + asked.getBoundingClientRect().top - pane.getBoundingClientRect().top - 14 });
      else scrollTo({ top: scrollY + asked.getBoundingClientRect().top - 14 });
    }, 60));
  });
  watch.observe(document.documentElement, { childList: true, subtree: true });
})();
