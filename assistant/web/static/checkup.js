/* The check-up: validation as one types, the result beside the form, the values in the address after "#". */
(() => {
  "use strict";
  const form = document.getElementById("case");
  const result = document.getElementById("result");
  const shared = document.getElementById("shared");
  const english = document.documentElement.lang === "en";
  const copied = english
    ? "Link copied. The values stand after the “#”, which no server log holds."
    : "链接已复制。企业数据只在「#」之后，不会进入服务器的记录。";
  const fields = [...form.querySelectorAll(".field input, .field select")];
  const plain = new Map(fields.map((field) => [field.name, document.getElementById(`why-${field.name}`).textContent]));
  let turn = 0;
  let waiting = 0;

  const values = () => Object.fromEntries(fields.filter((field) => field.value.trim()).map((field) => [field.name, field.value.trim()]));

  function fromAddress() {
    const found = new URLSearchParams(location.hash.slice(1));
    let any = false;
    for (const field of fields) {
      const value = found.get(field.name);
      if (value !== null) { field.value = value; any = true; }
    }
    return any;
  }
  function toAddress(typed) {
    const text = new URLSearchParams(typed).toString();
    history.replaceState(null, "", location.pathname + location.search + (text ? `#${text}` : ""));
    const other = document.getElementById("other-language");
    other.href = other.href.split("#")[0] + (text ? `#${text}` : "");
  }
  async function examine() {
    const typed = values();
    toAddress(typed);
    const mine = ++turn;
    result.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch("/checkup/result", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ policy: form.elements.policy.value, language: form.elements.lang.value, inputs: typed }),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const found = await answer.json();
      if (mine !== turn) return;
      const open = new Set([...result.querySelectorAll("details[open]")].map((one) => one.closest("tr")?.rowIndex ?? -1));
      result.innerHTML = found.html; // made and escaped by the server from the calculation
      result.querySelectorAll("details").forEach((one) => { if (open.has(one.closest("tr")?.rowIndex ?? -1)) one.open = true; });
      for (const field of fields) {
        const wrong = found.errors[field.name];
        const why = document.getElementById(`why-${field.name}`);
        why.textContent = wrong || plain.get(field.name);
        field.closest(".field").classList.toggle("wrong", Boolean(wrong));
        if (wrong) field.setAttribute("aria-invalid", "true"); else field.removeAttribute("aria-invalid");
      }
    } catch (error) {
      if (mine === turn) shared.textContent = english ? "The server cannot be reached; please try again." : "暂时连不上服务器，请稍后再试。";
    } finally {
      if (mine === turn) result.setAttribute("aria-busy", "false");
    }
  }
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(examine, 250); });
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(waiting); examine().then(() => result.scrollIntoView({ block: "nearest" })); });
  document.getElementById("empty").addEventListener("click", () => { fields.forEach((field) => { field.value = ""; }); examine(); });
  document.getElementById("share").addEventListener("click", async () => {
    toAddress(values());
    try { await navigator.clipboard.writeText(location.href); shared.textContent = copied; } catch { shared.textContent = location.href; }
  });
  addEventListener("hashchange", () => { if (fromAddress()) examine(); });
  if (fromAddress()) examine();
})();
