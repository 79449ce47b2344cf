// The editor of a part of the evaluation: a small rich text field in place of the plain one, saved while one types.
// What is pasted is cleaned by the server before it goes in, and again when it is saved. Without this script the plain
// field with its marks is there.
const PAUSE = 1500;
const RETRY = 15000;

export function startEditor(form) {
  const box = form.querySelector(".editor");
  const text = box.querySelector(".editor-text");
  const tools = box.querySelector("[role=toolbar]");
  const linkRow = box.querySelector(".editor-link");
  const address = linkRow.querySelector("input");
  const state = box.querySelector(".editor-state");
  const plain = form.querySelector("textarea");
  const writing = form.querySelector("[name=writing]");
  const revision = form.querySelector("[name=revision]");
  let marked = null;
  let dirty = false;
  let timer = 0;
  let stopped = false;
  let running = null;

  form.querySelector(".editor-plain").hidden = true;
  plain.disabled = true;
  box.hidden = false;
  document.execCommand("defaultParagraphSeparator", false, "p");
  document.execCommand("styleWithCSS", false, false);
  if (!text.firstChild) text.append(emptied("p"));

  // --- Saving ---

  const say = (name) => {
    state.dataset.state = name;
    state.textContent = name ? state.dataset[name] : "";
  };

  const gathered = () => {
    const fields = new FormData(form);
    fields.set("writing", "html");
    fields.set("text", text.innerHTML);
    return fields;
  };

  const save = async () => {
    clearTimeout(timer);
    if (running || stopped || !dirty) return;
    dirty = false;
    say("saving");
    running = fetch(form.dataset.typedUrl, { method: "POST", body: gathered(), headers: { Accept: "application/json" } });
    try {
      const answer = await running;
      running = null;
      if (answer.ok) {
        revision.value = (await answer.json()).revision;
        say(dirty ? "" : "saved");
        if (dirty) changed();
        return;
      }
      dirty = true;
      stopped = answer.status === 409;
      say(answer.status === 409 ? "conflict" : answer.status === 422 ? "refused" : "waiting");
      if (!stopped && answer.status !== 422) timer = setTimeout(save, RETRY);
    } catch {
      running = null;
      dirty = true;
      say("waiting");
      timer = setTimeout(save, RETRY);
    }
  };

  const changed = () => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  };

  form.addEventListener("input", changed);
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (running) {
      // The revision must be the newest before the form goes.
      event.preventDefault();
      await running.catch(() => {});
      setTimeout(() => form.requestSubmit(event.submitter), 0);
      return;
    }
    plain.disabled = false;
    plain.value = text.innerHTML;
    writing.value = "html";
    dirty = false;
    stopped = true;
  });
  addEventListener("beforeunload", (event) => dirty && event.preventDefault());
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());

  // --- The toolbar ---

  const buttons = () => [...tools.querySelectorAll("button:not([hidden])")];
  const here = () => {
    const selection = getSelection();
    const node = selection.rangeCount ? selection.anchorNode : null;
    return node && text.contains(node) ? (node.nodeType === 1 ? node : node.parentElement) : null;
  };
  const inside = (names) => here()?.closest(names) ?? null;
  const within = (names) => {
    const found = inside(names);
    return found && text.contains(found) && found !== text ? found : null;
  };

  const show = () => {
    const on = {
      heading: within("h3"), subheading: within("h4"), bold: within("strong,b"), italic: within("em,i"),
      bullets: within("ul"), numbers: within("ol"),
    };
    for (const button of tools.querySelectorAll("[aria-pressed]")) {
      button.setAttribute("aria-pressed", String(Boolean(on[button.dataset.command])));
    }
    const cell = within("td,th");
    for (const button of tools.querySelectorAll("[data-in-table]")) button.hidden = !cell;
    rove();
  };

  const rove = (wanted) => {
    const all = buttons();
    const current = wanted ?? all.find((button) => button.tabIndex === 0) ?? all[0];
    for (const button of tools.querySelectorAll("button")) button.tabIndex = button === current ? 0 : -1;
  };

  const run = (command, value) => document.execCommand(command, false, value);
  const block = (name) => run("formatBlock", within(name) ? "p" : name);

  const commands = {
    heading: () => block("h3"),
    subheading: () => block("h4"),
    bold: () => run("bold"),
    italic: () => run("italic"),
    bullets: () => run("insertUnorderedList"),
    numbers: () => run("insertOrderedList"),
    undo: () => run("undo"),
    redo: () => run("redo"),
    table: () => {
      const table = document.createElement("table");
      const body = document.createElement("tbody");
      table.append(body);
      for (const name of ["th", "td", "td"]) {
        const row = document.createElement("tr");
        row.append(emptied(name), emptied(name), emptied(name));
        body.append(row);
      }
      let block = here();
      while (block && block !== text && block.parentElement !== text) block = block.parentElement;
      if (block && block !== text) block.after(table);
      else text.append(table);
      if (!table.nextElementSibling) table.after(emptied("p"));
      place(table.rows[0].cells[0]);
    },
    row: () => {
      const row = within("tr");
      const added = document.createElement("tr");
      for (let left = row.cells.length; left; left -= 1) added.append(emptied("td"));
      const body = row.closest("table").tBodies[0];
      if (row.parentElement.localName === "thead" && body) body.prepend(added);
      else row.after(added);
      place(added.cells[0]);
    },
    column: () => {
      const cell = within("td,th");
      const index = cell.cellIndex;
      for (const row of cell.closest("table").rows) row.cells[index].after(emptied(row.cells[index].localName));
      place(cell.nextElementSibling);
    },
    "drop-row": () => {
      const row = within("tr");
      const table = row.closest("table");
      if (table.rows.length > 1) row.remove();
      else table.remove();
      text.focus();
    },
    "drop-column": () => {
      const cell = within("td,th");
      const table = cell.closest("table");
      const index = cell.cellIndex;
      if (cell.parentElement.cells.length === 1) table.remove();
      else for (const row of [...table.rows]) row.cells[index]?.remove();
      text.focus();
    },
    link: () => {
      const selection = getSelection();
      marked = selection.rangeCount ? selection.getRangeAt(0).cloneRange() : null;
      address.value = within("a")?.getAttribute("href") ?? "";
      openLink(true);
      address.focus();
    },
    "set-link": () => {
      const value = address.value.trim();
      if (!/^(https?:\/\/|mailto:)/i.test(value)) return address.setAttribute("aria-invalid", "true");
      back();
      const link = within("a");
      if (link) link.setAttribute("href", value);
      else if (getSelection().isCollapsed) run("insertHTML", `<a href="${escaped(value)}">${escaped(value)}</a>`);
      else run("createLink", value);
    },
    "no-link": () => {
      back();
      const link = within("a");
      if (link) link.replaceWith(...link.childNodes);
    },
  };

  const openLink = (open) => {
    linkRow.hidden = !open;
    address.removeAttribute("aria-invalid");
    tools.querySelector("[data-command=link]").setAttribute("aria-expanded", String(open));
  };
  const back = () => {
    openLink(false);
    text.focus();
    if (!marked) return;
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(marked);
  };
  const place = (cell) => {
    text.focus();
    getSelection().collapse(cell, 0);
  };

  box.addEventListener("mousedown", (event) => event.target.closest("[role=toolbar] button") && event.preventDefault());
  box.addEventListener("click", (event) => {
    const button = event.target.closest("[data-command]");
    if (!button) return;
    if (!here() && !button.closest(".editor-link")) text.focus();
    commands[button.dataset.command]();
    if (button.dataset.command !== "link") changed();
    show();
  });
  tools.addEventListener("keydown", (event) => {
    const all = buttons();
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const target = step ? all[(all.indexOf(event.target) + step + all.length) % all.length] : { Home: all[0], End: all.at(-1) }[event.key];
    if (!target) return;
    event.preventDefault();
    rove(target);
    target.focus();
  });
  linkRow.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === address) {
      event.preventDefault();
      commands["set-link"]();
      changed();
    } else if (event.key === "Escape") back();
  });
  // The address of a link is the editor's own business: what is typed there changes nothing yet.
  linkRow.addEventListener("input", (event) => event.stopPropagation());
  text.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      commands.link();
    }
  });
  document.addEventListener("selectionchange", () => text.contains(getSelection().anchorNode) && show());

  // --- Pasting ---

  text.addEventListener("paste", async (event) => {
    const markup = event.clipboardData.getData("text/html");
    event.preventDefault();
    if (!markup) {
      run("insertText", event.clipboardData.getData("text/plain"));
      return;
    }
    const range = getSelection().getRangeAt(0).cloneRange();
    const fields = new FormData();
    fields.set("csrf_token", form.querySelector("[name=csrf_token]").value);
    fields.set("html", markup);
    let cleaned = null;
    try {
      const answer = await fetch(form.dataset.cleanUrl, { method: "POST", body: fields });
      if (answer.ok) cleaned = (await answer.json()).html;
    } catch {
      // Without a connection the words alone go in.
    }
    text.focus();
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    if (cleaned === null) run("insertText", event.clipboardData?.getData("text/plain") || new DOMParser().parseFromString(markup, "text/html").body.textContent);
    else run("insertHTML", cleaned);
    changed();
  });
  text.addEventListener("drop", (event) => event.preventDefault());
  show();
}

function emptied(name) {
  const element = document.createElement(name);
  element.append(document.createElement("br"));
  return element;
}

function escaped(value) {
  const element = document.createElement("span");
  element.textContent = value;
  return element.innerHTML.replaceAll('"', "&quot;");
}
