/* The hotline desk: one search field, the sentence to speak, keys for everything. Calls stay in this tab of the browser. */
(() => {
  "use strict";
  const english = document.documentElement.lang === "en";
  const lang = english ? "en" : "zh";
  const $ = (id) => document.getElementById(id);
  const words = english
    ? { call: "Call", kinds: { ready: "ready", clause: "clause", past: "past" }, copied: "Copied.", marked: "Noted.", next: "Ask next: ", basis: "Clauses: ", failed: "The server cannot be reached.", order: "Work order copied.", empty: "Nothing found; Enter asks it as a question." }
    : { call: "通话", kinds: { ready: "常问", clause: "条款", past: "曾答" }, copied: "已复制。", marked: "已标记。", next: "下一个要问的：", basis: "依据：", failed: "暂时连不上服务器。", order: "工单文本已复制。", empty: "没有找到；按回车直接提问。" };
  const q = $("q");
  const hits = $("hits");

  // ---------------------------------------------------------------- calls in tabs

  let calls = [];
  let now = 0;
  const fresh = () => ({ thread: "", shown: null, log: [], known: [], note: "", outcome: "answered" });
  function restore() {
    try { ({ calls, now } = JSON.parse(sessionStorage.getItem("huice-desk")) || {}); } catch { calls = []; }
    if (!Array.isArray(calls) || !calls.length) { calls = [fresh()]; now = 0; }
    if (!(now >= 0 && now < calls.length)) now = 0;
  }
  function keep() {
    calls[now].note = $("note-text").value;
    calls[now].outcome = $("outcome").value;
    sessionStorage.setItem("huice-desk", JSON.stringify({ calls, now }));
  }
  function tabs() {
    $("calls").replaceChildren(...calls.map((call, place) => {
      const tab = document.createElement("button");
      tab.type = "button";
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-selected", String(place === now));
      tab.setAttribute("aria-controls", "say");
      tab.tabIndex = place === now ? 0 : -1;
      tab.textContent = `${words.call} ${place + 1}${call.log.length ? " · " + call.log[0].question.slice(0, 12) : ""}`;
      tab.addEventListener("click", () => go(place));
      return tab;
    }));
  }
  function go(place) {
    if (place < 0 || place >= calls.length) return;
    keep();
    now = place;
    draw();
    q.focus();
  }
  function draw() {
    const call = calls[now];
    tabs();
    $("note-text").value = call.note;
    $("outcome").value = call.outcome;
    $("order-text").hidden = true;
    show(call.shown);
    $("known").replaceChildren(...(call.known || []).flatMap(([label, value]) => [make("dt", label), make("dd", value)]));
    $("log").replaceChildren(...call.log.map((one) => { const li = make("li", ""); li.append(make("strong", one.question), make("span", one.speakable)); return li; }));
    keep();
  }
  function make(kind, text, name) {
    const made = document.createElement(kind);
    made.textContent = text;
    if (name) made.className = name;
    return made;
  }

  // ---------------------------------------------------------------- what is said

  const hint = $("speak").textContent;
  function show(found) {
    $("speak").textContent = found ? found.speakable : hint;
    $("ask-next").hidden = !(found && found.ask_next);
    $("ask-next").textContent = found && found.ask_next ? words.next + found.ask_next : "";
    $("rest").innerHTML = found ? found.html : ""; // made and escaped by the server
    $("next").replaceChildren(...((found && found.suggestions) || []).map((text) => {
      const button = make("button", text, "suggest");
      button.type = "button";
      button.addEventListener("click", () => ask(text));
      return button;
    }));
    for (const button of document.querySelectorAll("[data-mark]")) {
      button.disabled = !(found && found.turn);
      button.setAttribute("aria-pressed", String(Boolean(found && found.verdict === button.dataset.mark)));
    }
  }
  function tell(text) { $("status").textContent = text; }
  async function call(address, sent) {
    const options = sent === undefined ? {} : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(sent) };
    const answer = await fetch(address, options);
    if (answer.status === 401) { location.href = "/desk/login"; throw new Error("401"); }
    const found = await answer.json();
    if (!answer.ok) throw new Error(found.error || String(answer.status));
    return found;
  }
  async function ask(question) {
    if (!question.trim()) return;
    const place = now;
    close();
    tell("");
    try {
      const found = await call("/desk/api/ask", { question, thread: calls[place].thread });
      Object.assign(calls[place], { thread: found.thread, shown: found, known: found.known });
      calls[place].log.push({ question: found.question, speakable: found.speakable });
      q.value = "";
      if (place === now) draw();
    } catch (error) { tell(error.message === "Failed to fetch" ? words.failed : error.message); }
    q.focus();
  }

  // ---------------------------------------------------------------- search while typing

  let found = [];
  let chosen = -1;
  let turn = 0;
  let waiting = 0;
  function close() { clearTimeout(waiting); turn++; found = []; chosen = -1; hits.replaceChildren(); q.setAttribute("aria-expanded", "false"); q.removeAttribute("aria-activedescendant"); }
  async function look() {
    const mine = ++turn;
    const text = q.value.trim();
    if (!text) { close(); return; }
    try {
      const answer = await call(`/desk/api/suggest?lang=${lang}&q=${encodeURIComponent(text.slice(0, 200))}`);
      if (mine !== turn) return;
      found = answer.hits;
      chosen = -1;
      list();
    } catch (error) { if (mine === turn) tell(error.message === "Failed to fetch" ? words.failed : error.message); }
  }
  function list() {
    q.setAttribute("aria-expanded", String(found.length > 0));
    if (!found.length) { hits.replaceChildren(make("li", words.empty, "quiet")); return; }
    hits.replaceChildren(...found.map((hit, place) => {
      const li = make("li", "", `hit ${hit.kind}`);
      li.id = `hit-${place}`;
      li.setAttribute("role", "option");
      li.setAttribute("aria-selected", String(place === chosen));
      li.append(make("span", words.kinds[hit.kind], "kind"), make("strong", hit.title));
      if (hit.text) li.append(marked(hit.text, hit.highlights || []));
      li.addEventListener("mousedown", (event) => { event.preventDefault(); open(place); });
      return li;
    }));
  }
  function marked(text, spans) {
    const line = make("span", "", "text");
    let at = 0;
    for (const [start, end] of spans) {
      line.append(text.slice(at, start), make("mark", text.slice(start, end)));
      at = end;
    }
    line.append(text.slice(at));
    return line;
  }
  function move(step) {
    if (!found.length) return;
    chosen = (chosen + step + found.length + (chosen < 0 && step < 0 ? 1 : 0)) % found.length;
    [...hits.children].forEach((li, place) => li.setAttribute("aria-selected", String(place === chosen)));
    q.setAttribute("aria-activedescendant", `hit-${chosen}`);
    hits.children[chosen].scrollIntoView({ block: "nearest" });
  }
  async function open(place) {
    const hit = found[place];
    if (!hit) return;
    if (hit.kind === "ready") { ask(hit.id); return; }
    try {
      if (hit.kind === "past") {
        calls[now].shown = await call(`/desk/api/turn/${hit.id}`);
      } else {
        const clause = await call(`/desk/api/clause?lang=${lang}&id=${encodeURIComponent(hit.id)}`);
        const box = document.createElement("div");
        box.append(make("h3", clause.title), make("blockquote", clause.text), make("p", clause.label, "small"), make("code", clause.clause));
        calls[now].shown = { speakable: clause.speakable, html: box.innerHTML, clauses: [clause.title], suggestions: [] };
      }
      close();
      draw();
    } catch (error) { tell(error.message); }
  }
  q.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, 60); });
  q.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); move(event.key === "ArrowDown" ? 1 : -1); }
    else if (event.key === "Enter") { event.preventDefault(); if (chosen >= 0 && !event.ctrlKey) open(chosen); else ask(q.value); }
    else if (event.key === "Escape") { if (found.length) close(); else q.value = ""; }
  });

  // ---------------------------------------------------------------- calculator, note, marks

  const form = $("calc");
  const part = () => form.querySelector(`fieldset[data-award="${CSS.escape($("award").value)}"]`);
  async function compute() {
    const [policy, ...rest] = $("award").value.split("/");
    const fields = [...part().querySelectorAll("input, select")];
    const inputs = Object.fromEntries(fields.filter((one) => one.value.trim()).map((one) => [one.name, one.value.trim()]));
    if (!Object.keys(inputs).length) { $("sum").replaceChildren(); return; }
    try {
      const got = await call("/desk/api/calc", { policy, award: rest.join("/"), inputs, language: lang });
      for (const why of part().querySelectorAll("[data-why]")) why.textContent = got.errors[why.dataset.why] || "";
      const lines = got.lines.map((line) => make("p", line, "small"));
      if (got.ask_next) lines.unshift(make("p", words.next + got.ask_next, "ask-next"));
      $("sum").replaceChildren(...(got.headline ? [make("p", got.headline, "speak")] : []), ...lines);
    } catch (error) { $("sum").textContent = error.message; }
  }
  let later = 0;
  form.addEventListener("input", (event) => {
    if (event.target.id === "award") for (const one of form.querySelectorAll("fieldset")) one.hidden = one !== part();
    clearTimeout(later);
    later = setTimeout(compute, 120);
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); compute(); });
  async function copy(text, said) {
    try { await navigator.clipboard.writeText(text); tell(said); } catch { tell(text); }
  }
  async function order() {
    keep();
    try {
      const got = await call("/desk/api/call", { thread: calls[now].thread, note: $("note-text").value, outcome: $("outcome").value, language: lang });
      $("order-text").value = got.text;
      $("order-text").hidden = false;
      await copy(got.text, words.order);
    } catch (error) { tell(error.message); }
  }
  async function mark(verdict) {
    const shown = calls[now].shown;
    if (!shown || !shown.turn) return;
    try {
      await call("/desk/api/mark", { turn: shown.turn, verdict, reason: verdict === "up" ? "" : $("note-text").value });
      shown.verdict = verdict;
      draw();
      tell(words.marked);
    } catch (error) { tell(error.message); }
  }
  function sentence() {
    const shown = calls[now].shown;
    if (!shown) return "";
    return [shown.speakable, shown.clauses && shown.clauses.length ? words.basis + shown.clauses.join(english ? ", " : "、") : "", shown.ask_next ? words.next + shown.ask_next : ""].filter(Boolean).join("\n");
  }
  $("note").addEventListener("submit", (event) => { event.preventDefault(); order(); });
  $("note").addEventListener("input", keep);
  $("copy").addEventListener("click", () => copy(sentence(), words.copied));
  for (const button of document.querySelectorAll("[data-mark]")) button.addEventListener("click", () => mark(button.dataset.mark));
  $("new-call").addEventListener("click", add);
  $("help-open").addEventListener("click", () => $("help").showModal());
  function add() { keep(); calls.push(fresh()); now = calls.length - 1; draw(); q.focus(); }
  function shut() { if (calls.length > 1) { calls.splice(now, 1); now = Math.max(0, now - 1); } else { calls = [fresh()]; now = 0; } draw(); q.focus(); }

  document.addEventListener("keydown", (event) => {
    const typing = /^(input|textarea|select)$/i.test(event.target.tagName);
    if (event.altKey && !event.ctrlKey && !event.metaKey) {
      const key = event.code.replace(/^(Key|Digit)/, "").toLowerCase();
      const does = {
        n: add, x: shut, c: () => copy(sentence(), words.copied), g: () => mark("up"), b: () => mark("down"), u: () => mark("unanswered"),
        k: () => { const first = part().querySelector("input, select"); (first || $("award")).focus(); }, m: () => $("note-text").focus(), w: order,
      }[key];
      if (does) { event.preventDefault(); does(); }
      else if (/^[1-9]$/.test(key)) { event.preventDefault(); go(Number(key) - 1); }
      return;
    }
    if (event.key === "Escape" && event.target !== q && !$("help").open) { q.focus(); return; }
    if (typing && !(event.target === q && !q.value)) return;
    if (event.key === "/" && event.target !== q) { event.preventDefault(); q.focus(); q.select(); }
    if (event.key === "?" || event.key === "？") { event.preventDefault(); $("help").showModal(); }
  });
  $("calls").addEventListener("keydown", (event) => {
    if (event.key === "ArrowRight" || event.key === "ArrowLeft") { go((now + (event.key === "ArrowRight" ? 1 : calls.length - 1)) % calls.length); $("calls").children[now].focus(); }
  });

  restore();
  draw();
  q.focus();
})();
